;; Globals, references and tables.
(module
  (global $count (mut i64) (i64.const 0))
  (global $limit i32 (i32.const 10))
  (table $t 4 funcref)

  (func $increment (result i64)
    (global.set $count (i64.add (global.get $count) (i64.const 1)))
    (global.get $count))

  (func $below (param i32) (result i32)
    (i32.lt_u (local.get 0) (global.get $limit)))

  (func $null (param i32) (result i32)
    (table.set $t (local.get 0) (ref.null func))
    (ref.is_null (table.get $t (i32.const 1))))

  (func $itself
    (table.set $t (i32.const 0) (ref.func $itself))
    (drop (table.grow $t (ref.null func) (i32.const 1))))
  (elem declare func $itself))

;; func 0 $increment:
;;     1 0x00003d  GlobalGet acc <- g0
;;     3 0x000041  I64Add acc <- acc, 0x1
;;     5 0x000042  GlobalSet g0 <- acc
;;     7 0x000044  GlobalGet acc <- g0
;;     9 0x000046  ReturnI64 acc

;; func 1 $below:
;;     1 0x00004b  GlobalGet acc <- g1
;;     3 0x00004d  I32GtU acc <- acc, s0
;;     5 0x00004e  ReturnI64 acc

;; func 2 $null:
;;     1 0x000055  Move s4 <- 0x0
;;     3 0x000055  TableSet s0 <- s0, s4, 0
;;     5 0x000059  Move s3 <- 0x1
;;     7 0x000059  TableGet s3 <- s3, s0, 0
;;     9 0x00005b  I64Eqz acc <- acc
;;    11 0x00005c  ReturnI64 acc

;; func 3 $itself:
;;     1 0x000061  RefFunc s3 <- s0; 3
;;     3 0x000063  Move s2 <- 0x0
;;     5 0x000063  TableSet s0 <- s2, s3, 0
;;     7 0x000069  Move s3 <- 0x1
;;     8 0x000069 +Move s2 <- 0x0
;;    10 0x000069  TableGrow s2 <- s3, s2, 0
;;    12 0x00006d  Return
