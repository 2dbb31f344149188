;; Binary trees of structures: allocation, and a collector that has much to free and
;; little to keep. spec: the GC proposal. `run(n)` makes n trees of depth 10 while one of
;; depth 14 lives, and counts all nodes.
(module
  (type $tree (struct (field $left (ref null $tree)) (field $right (ref null $tree))))

  (func $make (param $depth i32) (result (ref $tree))
    (if (result (ref $tree)) (i32.eqz (local.get $depth))
      (then (struct.new_default $tree))
      (else
        (struct.new $tree
          (call $make (i32.sub (local.get $depth) (i32.const 1)))
          (call $make (i32.sub (local.get $depth) (i32.const 1)))))))

  (func $count (param $tree (ref $tree)) (result i32)
    (local $left (ref null $tree))
    (if (result i32)
      (ref.is_null (local.tee $left (struct.get $tree $left (local.get $tree))))
      (then (i32.const 1))
      (else
        (i32.add (i32.const 1)
          (i32.add
            (call $count (ref.as_non_null (local.get $left)))
            (call $count (ref.as_non_null (struct.get $tree $right (local.get $tree)))))))))

  (func (export "run") (param $n i32) (result i32)
    (local $sum i32) (local $long (ref null $tree))
    (local.set $long (call $make (i32.const 14)))
    (loop $again
      (local.set $sum
        (i32.add (local.get $sum) (call $count (call $make (i32.const 10)))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.add (local.get $sum) (call $count (ref.as_non_null (local.get $long))))))
