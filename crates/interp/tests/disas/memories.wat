;; Memories other than the first, and memories with 64-bit addresses.
(module
  (memory $first 1)
  (memory $second 1)
  (memory $wide i64 1)

  (func $second (param i32) (result i32)
    (i32.store $second (local.get 0) (i32.const 1))
    (i32.load $second offset=4 (local.get 0)))

  (func $wide (param i64) (result i32)
    (i32.load $wide offset=0x100000000 (local.get 0)))

  (func $between (param i32)
    (memory.copy $second $first (local.get 0) (i32.const 0) (i32.const 16))))

;; func 0 $second:
;;     1 0x000031  Move s4 <- 0x1
;;     3 0x000031  I32StoreFar s0 <- s0, s4, 1; 0x0
;;     6 0x000037  I32LoadFar s3 <- s0, s0, 1; 0x4
;;     9 0x00003b  ReturnI64 acc

;; func 1 $wide:
;;     1 0x000040  I32LoadFar s3 <- s0, s0, 2; 0x100000000
;;     4 0x000048  ReturnI64 acc

;; func 2 $between:
;;     1 0x000051  Move s5 <- 0x10
;;     2 0x000051 +Move s4 <- 0x0
;;     4 0x000051  MemoryCopyFar s0 <- s0, s4, 5; 0x1
;;     7 0x000055  Return
