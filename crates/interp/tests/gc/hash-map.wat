;; A hash map from integers to strings of bytes, with chains and growth.
(module
  (type $bytes (array (mut i8)))
  (type $entry (struct
    (field $key i64) (field $hash i32) (field $value (mut (ref $bytes)))
    (field $next (mut (ref null $entry)))))
  (type $buckets (array (mut (ref null $entry))))
  (type $map (struct
    (field $buckets (mut (ref $buckets))) (field $size (mut i32)) (field $load f32)))

  (func $new (result (ref $map))
    (struct.new $map
      (array.new_default $buckets (i32.const 8)) (i32.const 0) (f32.const 0.75)))

  (func $hash (param $key i64) (result i32)
    (i32.wrap_i64 (i64.shr_u
      (i64.mul (local.get $key) (i64.const 0x9E3779B97F4A7C15)) (i64.const 40))))

  (func $find (param $map (ref $map)) (param $key i64) (result (ref null $entry))
    (local $entry (ref null $entry))
    (local.set $entry
      (array.get $buckets (struct.get $map $buckets (local.get $map))
        (i32.and (call $hash (local.get $key))
          (i32.sub (array.len (struct.get $map $buckets (local.get $map))) (i32.const 1)))))
    (block $found
      (loop $next
        (br_if $found (ref.is_null (local.get $entry)))
        (br_if $found (i64.eq (struct.get $entry $key (local.get $entry)) (local.get $key)))
        (local.set $entry (struct.get $entry $next (local.get $entry)))
        (br $next)))
    (local.get $entry))

  (func $link (param $buckets (ref $buckets)) (param $entry (ref $entry))
    (local $at i32)
    (local.set $at
      (i32.and (struct.get $entry $hash (local.get $entry))
        (i32.sub (array.len (local.get $buckets)) (i32.const 1))))
    (struct.set $entry $next (local.get $entry)
      (array.get $buckets (local.get $buckets) (local.get $at)))
    (array.set $buckets (local.get $buckets) (local.get $at) (local.get $entry)))

  (func $grow (param $map (ref $map))
    (local $old (ref $buckets)) (local $new (ref $buckets)) (local $i i32)
    (local $entry (ref null $entry)) (local $next (ref null $entry))
    (local.set $old (struct.get $map $buckets (local.get $map)))
    (local.set $new (array.new_default $buckets
      (i32.mul (array.len (local.get $old)) (i32.const 2))))
    (loop $each
      (local.set $entry (array.get $buckets (local.get $old) (local.get $i)))
      (block $done
        (loop $chain
          (br_if $done (ref.is_null (local.get $entry)))
          (local.set $next (struct.get $entry $next (local.get $entry)))
          (call $link (local.get $new) (ref.as_non_null (local.get $entry)))
          (local.set $entry (local.get $next))
          (br $chain)))
      (br_if $each (i32.lt_u
        (local.tee $i (i32.add (local.get $i) (i32.const 1)))
        (array.len (local.get $old)))))
    (struct.set $map $buckets (local.get $map) (local.get $new)))

  (func $set (param $map (ref $map)) (param $key i64) (param $value (ref $bytes))
    (local $entry (ref null $entry))
    (local.set $entry (call $find (local.get $map) (local.get $key)))
    (if (ref.is_null (local.get $entry))
      (then
        (call $link (struct.get $map $buckets (local.get $map))
          (struct.new $entry (local.get $key) (call $hash (local.get $key))
            (local.get $value) (ref.null $entry)))
        (struct.set $map $size (local.get $map)
          (i32.add (struct.get $map $size (local.get $map)) (i32.const 1)))
        (if (f32.gt (f32.convert_i32_u (struct.get $map $size (local.get $map)))
              (f32.mul (struct.get $map $load (local.get $map))
                (f32.convert_i32_u
                  (array.len (struct.get $map $buckets (local.get $map))))))
          (then (call $grow (local.get $map)))))
      (else (struct.set $entry $value (local.get $entry) (local.get $value)))))

  ;; The decimal digits of a number.
  (func $digits (param $n i64) (result (ref $bytes))
    (local $len i32) (local $rest i64) (local $bytes (ref $bytes))
    (local.set $rest (local.get $n))
    (loop $count
      (local.set $len (i32.add (local.get $len) (i32.const 1)))
      (br_if $count (i64.ne
        (local.tee $rest (i64.div_u (local.get $rest) (i64.const 10))) (i64.const 0))))
    (local.set $bytes (array.new $bytes (i32.const 48) (local.get $len)))
    (loop $write
      (local.set $len (i32.sub (local.get $len) (i32.const 1)))
      (array.set $bytes (local.get $bytes) (local.get $len)
        (i32.add (i32.const 48)
          (i32.wrap_i64 (i64.rem_u (local.get $n) (i64.const 10)))))
      (local.set $n (i64.div_u (local.get $n) (i64.const 10)))
      (br_if $write (local.get $len)))
    (local.get $bytes))

  (func $sum (param $bytes (ref $bytes)) (result i64)
    (local $i i32) (local $sum i64)
    (loop $each
      (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u
        (i32.sub (array.get_u $bytes (local.get $bytes) (local.get $i)) (i32.const 48)))))
      (br_if $each (i32.lt_u
        (local.tee $i (i32.add (local.get $i) (i32.const 1)))
        (array.len (local.get $bytes)))))
    (local.get $sum))

  ;; Maps each of so many numbers to its digits, twice; the sum of all digits that the
  ;; map has then, and its size times 2^32.
  (func (export "run") (param $n i64) (result i64)
    (local $map (ref $map)) (local $i i64) (local $sum i64) (local $round i32)
    (local.set $map (call $new))
    (loop $rounds
      (local.set $i (i64.const 0))
      (loop $fill
        (call $set (local.get $map) (local.get $i) (call $digits (local.get $i)))
        (br_if $fill (i64.lt_u
          (local.tee $i (i64.add (local.get $i) (i64.const 1))) (local.get $n))))
      (br_if $rounds (i32.lt_u
        (local.tee $round (i32.add (local.get $round) (i32.const 1))) (i32.const 2))))
    (local.set $i (i64.const 0))
    (loop $read
      (local.set $sum (i64.add (local.get $sum)
        (call $sum (struct.get $entry $value
          (call $find (local.get $map) (local.get $i))))))
      (br_if $read (i64.lt_u
        (local.tee $i (i64.add (local.get $i) (i64.const 1))) (local.get $n))))
    (i64.add (local.get $sum)
      (i64.shl (i64.extend_i32_u (struct.get $map $size (local.get $map)))
        (i64.const 32)))))
