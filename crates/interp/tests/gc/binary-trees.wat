;; Binary trees: makes trees of all depths, and counts their nodes.
(module
  (type $tree (struct (field $left (ref null $tree)) (field $right (ref null $tree))))

  (func $make (export "make") (param $depth i32) (result (ref $tree))
    (if (result (ref $tree)) (i32.eqz (local.get $depth))
      (then (struct.new_default $tree))
      (else
        (struct.new $tree
          (call $make (i32.sub (local.get $depth) (i32.const 1)))
          (call $make (i32.sub (local.get $depth) (i32.const 1)))))))

  (func $count (export "count") (param $tree (ref null $tree)) (result i32)
    (if (result i32) (ref.is_null (local.get $tree))
      (then (i32.const 0))
      (else
        (i32.add (i32.const 1)
          (i32.add
            (call $count (struct.get $tree $left (local.get $tree)))
            (call $count (struct.get $tree $right (local.get $tree))))))))

  ;; Makes so many trees of a depth, one after the other, while a large one lives;
  ;; the number of nodes of all of them.
  (func (export "run") (param $depth i32) (param $times i32) (result i64)
    (local $sum i64) (local $long (ref null $tree))
    (local.set $long (call $make (local.get $depth)))
    (loop $again
      (local.set $sum
        (i64.add (local.get $sum)
          (i64.extend_i32_u (call $count (call $make (local.get $depth))))))
      (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))
    (i64.add (local.get $sum) (i64.extend_i32_u (call $count (local.get $long))))))
