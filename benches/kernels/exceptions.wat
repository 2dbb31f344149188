;; Throws from some frames deep, to a handler in the caller or further out, and throws
;; on what it has caught. Every third call or so does not throw.
(module
  (tag $odd (param i32))
  (tag $stop (param i32 i64))
  ;; Calls itself $n deep; what comes back from there depends on $x.
  (func $deep (param $n i32) (param $x i32) (result i32)
    (if (i32.eqz (local.get $n))
      (then
        (if (i32.and (local.get $x) (i32.const 0x10000))
          (then (throw $odd (i32.shr_u (local.get $x) (i32.const 5)))))
        (if (i32.and (local.get $x) (i32.const 0x20000))
          (then (throw $stop (local.get $x) (i64.extend_i32_u (local.get $n)))))
        (return (local.get $x))))
    (i32.add (local.get $n)
      (call $deep (i32.sub (local.get $n) (i32.const 1)) (local.get $x))))
  ;; Lets some exceptions pass, and throws others on.
  (func $between (param $n i32) (param $x i32) (result i32)
    (local $caught exnref)
    (block $stop (result i32 i64 exnref)
      (try_table (catch_ref $stop $stop)
        (return (call $deep (local.get $n) (local.get $x))))
      (unreachable))
    (local.set $caught)
    (drop)
    (drop)
    (throw_ref (local.get $caught)))
  (func (export "run") (param $n i32) (result i32)
    (local $i i32) (local $x i32) (local $sum i32)
    (local.set $x (i32.const 12345))
    (loop $next
      (local.set $x
        (i32.add (i32.mul (local.get $x) (i32.const 1664525)) (i32.const 1013904223)))
      (block $done
        (block $stop (result i32 i64)
          (block $odd (result i32)
            (try_table (catch $odd $odd) (catch $stop $stop)
              (local.set $sum (i32.add (local.get $sum)
                (call $between (i32.shr_u (local.get $x) (i32.const 30)) (local.get $x))))
              (br $done))
            (unreachable))
          (local.set $sum (i32.xor (local.get $sum)))
          (br $done))
        (drop)
        (local.set $sum (i32.sub (local.get $sum))))
      (br_if $next
        (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $sum)))
