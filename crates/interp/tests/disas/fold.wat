;; Locals and constants become operands; the last result stays in the accumulator.
(module
  (func $add_const (param i32) (result i32)
    (i32.add (local.get 0) (i32.const 1)))

  (func $const_left (param i64) (result i64)
    (i64.sub (i64.const 100) (local.get 0)))

  ;; A constant too wide for an operand.
  (func $wide (param i64) (result i64)
    (i64.xor (local.get 0) (i64.const 0x123456789abcdef)))

  (func $chain (param i32 i32 i32) (result i32)
    (i32.mul
      (i32.add (local.get 0) (local.get 1))
      (i32.sub (local.get 2) (i32.const 7))))

  ;; The old value of a local outlives an assignment.
  (func $old_value (param i32) (result i32)
    (local.get 0)
    (local.set 0 (i32.const 5))
    (i32.add (local.get 0)))

  (func $tee (param i32) (result i32)
    (i32.mul (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (local.get 0))))

;; func 0 $add_const:
;;     1 0x00002e  I32Add acc <- s0, 0x1
;;     3 0x00002f  ReturnI64 acc

;; func 1 $const_left:
;;     1 0x000037  I64Sub acc <- 0x64, s0
;;     3 0x000038  ReturnI64 acc

;; func 2 $wide:
;;     1 0x000047  I64Xor acc <- s0, 0x123456789abcdefw
;;     4 0x000048  ReturnI64 acc

;; func 3 $chain:
;;     1 0x00004f  I32Add acc+s5 <- s0, s1
;;     3 0x000054  I32Sub acc <- s2, 0x7
;;     5 0x000055  I32Mul acc <- acc, s5
;;     7 0x000056  ReturnI64 acc

;; func 4 $old_value:
;;     1 0x00005d  Move s3 <- s0
;;     2 0x00005d +Move s0 <- 0x5
;;     4 0x000061  I32Add acc <- s3, s0
;;     6 0x000062  ReturnI64 acc

;; func 5 $tee:
;;     1 0x000069  I32Add acc+s0 <- s0, 0x1
;;     3 0x00006e  I32Mul acc <- acc, acc
;;     5 0x00006f  ReturnI64 acc
