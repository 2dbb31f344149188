;; A local that a loop writes is pinned to a register while the loop runs.
(module
  (func $sum (param $n i32) (result i32) (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (local.get $n)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $next (local.get $n)))
    (local.get $sum))

  (func $nested (param $n i32) (result i32) (local $i i32) (local $j i32) (local $sum i32)
    (loop $outer
      (local.set $j (i32.const 0))
      (loop $inner
        (local.set $sum (i32.xor (local.get $sum) (local.get $j)))
        (local.set $j (i32.add (local.get $j) (i32.const 1)))
        (br_if $inner (i32.lt_u (local.get $j) (local.get $n))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $outer (i32.lt_u (local.get $i) (local.get $n))))
    (local.get $sum))

  (func $while (param $n i32) (result i32) (local $steps i32)
    (block $done
      (loop $next
        (br_if $done (i32.le_u (local.get $n) (i32.const 1)))
        (local.set $n (i32.shr_u (local.get $n) (i32.const 1)))
        (local.set $steps (i32.add (local.get $steps) (i32.const 1)))
        (br $next)))
    (local.get $steps)))

;; func 0 $sum:
;;     1 0x00001a  Zero s3 <- s0; 1
;;     3 0x00001a  Reload s0 <- s0, s0, 0
;;     5 0x000023  I32Add acc+s3 <- pin, s3
;;     6 0x00002a +I32Sub pin+s0 <- pin, 0x1
;;     8 0x00002f  BrIf pin -> 5
;;    10 0x000034  ReturnI64 s3

;; func 1 $nested:
;;     1 0x000036  Zero s3 <- s0; 3
;;     3 0x000036  Move pin+s4 <- 0x0
;;     5 0x00003d  Move pin+s4 <- 0x0
;;     7 0x000045  I32Xor acc+s5 <- pin, s5
;;     9 0x00004c  I32Add pin+s4 <- pin, 0x1
;;    10 0x000054 +BrIfI32LtU pin, s0 -> 7
;;    12 0x00005b  I32Add acc+s3 <- s3, 0x1
;;    13 0x000063 +BrIfI32LtU acc, s0 -> 5
;;    15 0x000068  ReturnI64 s5

;; func 2 $while:
;;     1 0x00006a  Zero s3 <- s0; 1
;;     3 0x00006a  Reload s0 <- s0, s0, 0
;;     5 0x000076  BrIfI32LeU pin, 0x1 -> 12
;;     7 0x00007c  I32ShrU pin+s0 <- pin, 0x1
;;     9 0x000083  I32Add acc+s3 <- s3, 0x1
;;    10 0x000086 +Jump -> 5
;;    12 0x00008c  ReturnI64 s3
