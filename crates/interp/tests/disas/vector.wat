;; Vectors stay in their slots: a local is read where it is, and an operator writes to
;; the local that is set behind it.
(module
  (memory 1)
  (global $g (mut v128) (v128.const i64x2 1 2))

  (func $dot (param i32 i32 i32) (result f32)
    (local v128)
    (loop
      (local.set 3
        (f32x4.add (local.get 3)
          (f32x4.mul (v128.load (local.get 0)) (v128.load offset=16 (local.get 1)))))
      (local.set 0 (i32.add (local.get 0) (i32.const 16)))
      (local.set 1 (i32.add (local.get 1) (i32.const 16)))
      (br_if 0 (local.tee 2 (i32.sub (local.get 2) (i32.const 1)))))
    (f32x4.extract_lane 1 (local.get 3)))

  (func $shift (param v128 i32) (result v128)
    (v128.xor
      (i32x4.shl (local.get 0) (local.get 1))
      (i32x4.shr_u (local.get 0) (i32.const 5))))

  (func $kept (param v128 v128) (result v128 v128)
    (local.get 0)
    (local.set 0 (i8x16.add (local.get 0) (local.get 1)))
    (local.tee 1 (local.get 0)))

  (func $choose (param v128 v128) (result v128)
    (select (local.get 0) (local.get 1)
      (i32.eqz (i8x16.all_true (i8x16.eq (local.get 0) (local.get 1))))))

  (func $swap (result v128)
    (global.get $g)
    (global.set $g
      (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (global.get $g) (global.get $g))))

  (func $lanes (param i32 v128) (result v128)
    (v128.store16_lane offset=2 3 (local.get 0) (local.get 1))
    (v128.store (i32.const 64) (i16x8.splat (local.get 0)))
    (i32x4.replace_lane 2 (v128.load8_lane 15 (local.get 0) (local.get 1)) (local.get 0))))

;; func 0 $dot:
;;     1 0x00005a  Zero s5 <- s0; 2
;;     3 0x00005a  Reload s0 <- s1, s0, 0
;;     5 0x000063  V128Load s9 <- [s0 + 0x0]
;;     7 0x000069  V128Load s11 <- [pin + 0x10]
;;     9 0x00006d  F32x4Mul s9 <- s9, s11
;;    11 0x000070  F32x4Add s5 <- s5, s9
;;    13 0x000079  I32Add acc+s0 <- s0, 0x10
;;    14 0x000080 +I32Add pin+s1 <- pin, 0x10
;;    16 0x000087  I32Sub acc+s2 <- s2, 0x1
;;    17 0x00008a +BrIf acc -> 5
;;    19 0x00008f  F32x4ExtractLane acc <- s5; 1
;;    21 0x000092  ReturnF32 acc

;; func 1 $shift:
;;     1 0x000099  I32x4Shl s5 <- s0, s2
;;     3 0x0000a0  I32x4ShrU s7 <- s0, 0x5
;;     5 0x0000a3  V128Xor s5 <- s5, s7
;;     7 0x0000a5  V128Move s0 <- s5
;;     9 0x0000a5  Return

;; func 2 $kept:
;;     1 0x0000ae  I8x16Add s8 <- s0, s2
;;     3 0x0000b0  V128Move s6 <- s0
;;     5 0x0000b0  V128Move s0 <- s8
;;     7 0x0000b4  V128Move s2 <- s0
;;     9 0x0000b6  V128Move s8 <- s2
;;    11 0x0000b6  MoveRange s0 <- s6; 4
;;    13 0x0000b6  Return

;; func 3 $choose:
;;     1 0x0000c1  I8x16Eq s10 <- s0, s2
;;     3 0x0000c3  I8x16AllTrue acc <- s10; 0
;;     5 0x0000c5  I32Eqz acc <- acc
;;     7 0x0000c6  SelectV128 s6 <- acc ? s0 : s2
;;     9 0x0000c7  V128Move s0 <- s6
;;    11 0x0000c7  Return

;; func 4 $swap:
;;     1 0x0000ca  GlobalGetV128 s4 <- g0
;;     3 0x0000cc  GlobalGetV128 s6 <- g0
;;     5 0x0000ce  GlobalGetV128 s8 <- g0
;;     7 0x0000d0  I8x16Shuffle s6 <- s6, s8; 0x07060504030201000f0e0d0c0b0a0908
;;    11 0x0000e2  GlobalSetV128 g0 <- s6
;;    13 0x0000e4  V128Move s0 <- s4
;;    15 0x0000e4  Return

;; func 5 $lanes:
;;     1 0x0000eb  V128Store16Lane s0 <- s0, s1, 3; 0x2
;;     4 0x0000f5  I16x8Splat s6 <- s0
;;     6 0x0000f7  V128Store [0x40] <- s6
;;     8 0x0000ff  V128Load8Lane s5 <- s0, s1, 15; 0x0
;;    11 0x000106  I32x4ReplaceLane s5 <- s5, s0; 2
;;    13 0x000109  V128Move s0 <- s5
;;    15 0x000109  Return
