;; Selections, by a value and by a comparison.
(module
  (func $value (param i32 i64 i64) (result i64)
    (select (local.get 1) (local.get 2) (local.get 0)))

  (func $min (param i32 i32) (result i32)
    (select (local.get 0) (local.get 1) (i32.lt_s (local.get 0) (local.get 1))))

  (func $constants (param i32) (result f32)
    (select (f32.const 1) (f32.const 2) (local.get 0)))

  (func $typed (param externref externref i32) (result externref)
    (select (result externref) (local.get 0) (local.get 1) (local.get 2))))

;; func 0 $value:
;;     1 0x000036  Select acc <- s0 ? s1 : s2
;;     3 0x000037  ReturnI64 acc

;; func 1 $min:
;;     1 0x000042  I32LtS acc <- s0, s1
;;     2 0x000043 +Select acc <- acc ? s0 : s1
;;     4 0x000044  ReturnI64 acc

;; func 2 $constants:
;;     1 0x000053  MoveF32 s3 <- 0x3f800000
;;     2 0x000053 +MoveF32 s4 <- 0x40000000
;;     4 0x000053  SelectF32 acc <- s0 ? s3 : s4
;;     6 0x000054  ReturnF32 acc

;; func 3 $typed:
;;     1 0x00005d  Select acc <- s2 ? s0 : s1
;;     3 0x000060  ReturnI64 acc
