;; A hash map of chains that grows and is thrown away: structures with references and
;; numbers, an array of references, and objects of all ages. spec: the GC proposal.
;; `run(n)` fills a map with boxed counts of 5000 numbers out of 4096, n times, and keeps
;; every fourth map for a while; the sum of what it has counted.
(module
  (type $box (struct (field $count (mut i32))))
  (type $entry (struct
    (field $key i32) (field $value (ref $box)) (field $next (ref null $entry))))
  (type $buckets (array (mut (ref null $entry))))
  (type $map (struct (field $buckets (mut (ref $buckets))) (field $size (mut i32))))
  (type $kept (array (mut (ref null $map))))

  (func $slot (param $buckets (ref $buckets)) (param $key i32) (result i32)
    (i32.and
      (i32.shr_u (i32.mul (local.get $key) (i32.const 0x9E3779B1)) (i32.const 12))
      (i32.sub (array.len (local.get $buckets)) (i32.const 1))))

  (func $link (param $buckets (ref $buckets)) (param $key i32) (param $value (ref $box))
    (local $at i32)
    (local.set $at (call $slot (local.get $buckets) (local.get $key)))
    (array.set $buckets (local.get $buckets) (local.get $at)
      (struct.new $entry (local.get $key) (local.get $value)
        (array.get $buckets (local.get $buckets) (local.get $at)))))

  (func $grow (param $map (ref $map))
    (local $old (ref $buckets)) (local $new (ref $buckets)) (local $i i32)
    (local $entry (ref null $entry))
    (local.set $old (struct.get $map $buckets (local.get $map)))
    (local.set $new (array.new_default $buckets
      (i32.shl (array.len (local.get $old)) (i32.const 1))))
    (loop $each
      (local.set $entry (array.get $buckets (local.get $old) (local.get $i)))
      (block $done
        (loop $chain
          (br_if $done (ref.is_null (local.get $entry)))
          (call $link (local.get $new) (struct.get $entry $key (local.get $entry))
            (struct.get $entry $value (local.get $entry)))
          (local.set $entry (struct.get $entry $next (local.get $entry)))
          (br $chain)))
      (br_if $each (i32.lt_u
        (local.tee $i (i32.add (local.get $i) (i32.const 1)))
        (array.len (local.get $old)))))
    (struct.set $map $buckets (local.get $map) (local.get $new)))

  ;; Counts a key; how often it has been counted.
  (func $count (param $map (ref $map)) (param $key i32) (result i32)
    (local $buckets (ref $buckets)) (local $entry (ref null $entry)) (local $box (ref $box))
    (local $n i32)
    (local.set $buckets (struct.get $map $buckets (local.get $map)))
    (local.set $entry (array.get $buckets (local.get $buckets)
      (call $slot (local.get $buckets) (local.get $key))))
    (block $absent
      (loop $next
        (br_if $absent (ref.is_null (local.get $entry)))
        (if (i32.eq (struct.get $entry $key (local.get $entry)) (local.get $key))
          (then
            (local.set $box (struct.get $entry $value (local.get $entry)))
            (struct.set $box $count (local.get $box) (local.tee $n
              (i32.add (struct.get $box $count (local.get $box)) (i32.const 1))))
            (return (local.get $n))))
        (local.set $entry (struct.get $entry $next (local.get $entry)))
        (br $next)))
    (call $link (local.get $buckets) (local.get $key) (struct.new $box (i32.const 1)))
    (struct.set $map $size (local.get $map) (local.tee $n
      (i32.add (struct.get $map $size (local.get $map)) (i32.const 1))))
    (if (i32.gt_u (local.get $n) (array.len (local.get $buckets)))
      (then (call $grow (local.get $map))))
    (i32.const 1))

  (func (export "run") (param $n i32) (result i32)
    (local $kept (ref $kept)) (local $map (ref $map)) (local $seed i32) (local $i i32)
    (local $sum i32)
    (local.set $kept (array.new_default $kept (i32.const 8)))
    (loop $maps
      (local.set $map
        (struct.new $map (array.new_default $buckets (i32.const 16)) (i32.const 0)))
      (local.set $i (i32.const 5000))
      (loop $fill
        (local.set $seed (i32.add (i32.const 1013904223)
          (i32.mul (local.get $seed) (i32.const 1664525))))
        (local.set $sum (i32.add (local.get $sum) (call $count (local.get $map)
          (i32.shr_u (local.get $seed) (i32.const 20)))))
        (br_if $fill (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
      (if (i32.eqz (i32.and (local.get $n) (i32.const 3)))
        (then (array.set $kept (local.get $kept)
          (i32.and (i32.shr_u (local.get $n) (i32.const 2)) (i32.const 7))
          (local.get $map))))
      (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 31))
        (struct.get $map $size (local.get $map))))
      (br_if $maps (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
