;; The hash function XXH32, four lanes at once, for inputs whose length is a multiple
;; of 16.
(module
  (memory (export "memory") 2)

  (func $avalanche (param $hash i32) (result i32)
    (local.set $hash (i32.mul
      (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 15)))
      (i32.const 0x85ebca77)))
    (local.set $hash (i32.mul
      (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 13)))
      (i32.const 0xc2b2ae3d)))
    (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 16))))

  ;; What the four lanes have come to, and the length, as one number.
  (func $merge (param $a i32) (param $b i32) (param $c i32) (param $d i32) (param $len i32)
    (result i32)
    (call $avalanche (i32.add (local.get $len) (i32.add
      (i32.add (i32.rotl (local.get $a) (i32.const 1)) (i32.rotl (local.get $b) (i32.const 7)))
      (i32.add (i32.rotl (local.get $c) (i32.const 12)) (i32.rotl (local.get $d) (i32.const 18)))))))

  (func (export "vector") (param $at i32) (param $len i32) (param $seed i32) (result i32)
    (local $end i32) (local $lanes v128)
    (local.set $end (i32.add (local.get $at) (local.get $len)))
    (local.set $lanes (i32x4.add
      (i32x4.splat (local.get $seed))
      ;; The sum of the first two primes, the second, nothing, and less the first.
      (v128.const i32x4 0x24234428 0x85ebca77 0 0x61c8864f)))
    (loop $more
      (local.set $lanes (i32x4.add
        (local.get $lanes)
        (i32x4.mul (v128.load (local.get $at)) (i32x4.splat (i32.const 0x85ebca77)))))
      (local.set $lanes (i32x4.mul
        (v128.or
          (i32x4.shl (local.get $lanes) (i32.const 13))
          (i32x4.shr_u (local.get $lanes) (i32.const 19)))
        (i32x4.splat (i32.const 0x9e3779b1))))
      (br_if $more (i32.lt_u
        (local.tee $at (i32.add (local.get $at) (i32.const 16)))
        (local.get $end))))
    (call $merge
      (i32x4.extract_lane 0 (local.get $lanes)) (i32x4.extract_lane 1 (local.get $lanes))
      (i32x4.extract_lane 2 (local.get $lanes)) (i32x4.extract_lane 3 (local.get $lanes))
      (local.get $len))))
