;; Several results, of functions and of blocks, and blocks with parameters.
(module
  (func $swap (param i32 i64) (result i64 i32)
    (local.get 1)
    (local.get 0))

  (func $use (param i32) (result i32)
    (call $swap (local.get 0) (i64.const 1))
    (local.set 0)
    (i32.add (i32.wrap_i64) (local.get 0)))

  (func $block (param i32) (result i32)
    (block (result i32 i32)
      (i32.const 1)
      (local.get 0))
    (i32.sub))

  ;; Both parameters of the loop change places each time around.
  (func $loop (param i32) (result i32 i32)
    (i32.const 1)
    (i32.const 2)
    (loop $next (param i32 i32) (result i32 i32)
      (call $exchange)
      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      (br_if $next (local.get 0))))

  (func $exchange (param i32 i32) (result i32 i32)
    (local.get 1)
    (local.get 0)))

;; func 0 $swap:
;;     1 0x00003a  Move s5 <- s0
;;     2 0x00003a +Move s4 <- s1
;;     4 0x00003a  MoveRange s0 <- s4; 2
;;     6 0x00003a  Return

;; func 1 $use:
;;     1 0x000041  Move s4 <- 0x1
;;     2 0x000041 +Move s3 <- s0
;;     4 0x000041  CallLazy f0 frame s3 header s5
;;     7 0x000043  Move s0 <- s4
;;     9 0x000045  I32WrapI64 acc <- s3
;;    11 0x000048  I32Add acc <- acc, s0
;;    13 0x000049  ReturnI64 acc

;; func 2 $block:
;;     1 0x000052  Move s4 <- s0
;;     2 0x000052 +Move s3 <- 0x1
;;     4 0x000053  I32Sub acc <- s3, s4
;;     6 0x000054  ReturnI64 acc

;; func 3 $loop:
;;     1 0x00005b  Move s5 <- 0x2
;;     2 0x00005b +Move s4 <- 0x1
;;     4 0x00005d  CallLazy f4 frame s4 header s6
;;     7 0x000063  I32Sub acc+s0 <- s0, 0x1
;;     8 0x000068 +BrIf acc -> 4
;;    10 0x00006b  MoveRange s0 <- s4; 2
;;    12 0x00006b  Return

;; func 4 $exchange:
;;     1 0x000072  Move s5 <- s0
;;     2 0x000072 +Move s4 <- s1
;;     4 0x000072  MoveRange s0 <- s4; 2
;;     6 0x000072  Return
