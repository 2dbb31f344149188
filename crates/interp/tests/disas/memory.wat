;; Addresses: with offsets, constant, and computed just before the access.
(module
  (memory 1)

  (func $load (param i32) (result i32)
    (i32.load offset=8 (local.get 0)))

  (func $load_sum (param i32 i32) (result i32)
    (i32.load (i32.add (local.get 0) (local.get 1))))

  (func $load_indexed (param i32 i32) (result i64)
    (i64.load (i32.add (local.get 0) (i32.shl (local.get 1) (i32.const 3)))))

  (func $load_constant (result i32)
    (i32.load16_u (i32.const 32)))

  (func $store (param i32 i64)
    (i64.store offset=16 (local.get 0) (local.get 1)))

  (func $store_constant (param i32)
    (i32.store8 (local.get 0) (i32.const 255)))

  (func $copy_word (param i32 i32)
    (i32.store (local.get 0) (i32.load (local.get 1))))

  (func $increment (param i32)
    (i32.store (local.get 0) (i32.add (i32.load (local.get 0)) (i32.const 1))))

  (func $bulk (param i32 i32 i32)
    (memory.copy (local.get 0) (local.get 1) (local.get 2))
    (memory.fill (local.get 0) (i32.const 0) (local.get 2)))

  (func $grow (param i32) (result i32)
    (drop (memory.grow (local.get 0)))
    (memory.size)))

;; func 0 $load:
;;     1 0x00004d  I32Load acc <- [s0 + 0x8]
;;     3 0x000050  ReturnI64 acc

;; func 1 $load_sum:
;;     1 0x000057  I32Add acc <- s0, s1
;;     2 0x000058 +I32Load acc <- [acc + 0x0]
;;     4 0x00005b  ReturnI64 acc

;; func 2 $load_indexed:
;;     1 0x000064  I32Shl acc <- s1, 0x3
;;     2 0x000065 +I32Add acc <- acc, s0
;;     4 0x000066  I64Load acc <- [acc + 0x0]
;;     6 0x000069  ReturnI64 acc

;; func 3 $load_constant:
;;     1 0x00006e  I32Load16U acc <- [0x20]
;;     3 0x000071  ReturnI64 acc

;; func 4 $store:
;;     1 0x000078  I64Store [s0 + 0x10] <- s1
;;     3 0x00007b  Return

;; func 5 $store_constant:
;;     1 0x000083  I32Store8 [s0 + 0x0] <- 0xffw
;;     4 0x000086  Return

;; func 6 $copy_word:
;;     1 0x00008d  I32Load acc <- [s1 + 0x0]
;;     2 0x000090 +I32Store [s0 + 0x0] <- acc
;;     4 0x000093  Return

;; func 7 $increment:
;;     1 0x00009a  I32Load acc <- [s0 + 0x0]
;;     2 0x00009f +I32Add acc <- acc, 0x1
;;     4 0x0000a0  I32Store [s0 + 0x0] <- acc
;;     6 0x0000a3  Return

;; func 8 $bulk:
;;     1 0x0000ac  MemoryCopy s0 <- s0, s1, 2
;;     3 0x0000b6  Move s6 <- 0x0
;;     5 0x0000b6  MemoryFill s0 <- s0, s6, 2
;;     7 0x0000b9  Return

;; func 9 $grow:
;;     1 0x0000be  MemoryGrow s3 <- s0, s0, 0
;;     3 0x0000c1  MemorySize s3 <- s0, s0, 0
;;     5 0x0000c3  ReturnI64 acc
