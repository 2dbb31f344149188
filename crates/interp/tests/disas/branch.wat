;; A comparison and the branch on it are one instruction, also if `i32.eqz` negates it.
(module
  (func $less (param i32 i32) (result i32)
    (if (result i32) (i32.lt_s (local.get 0) (local.get 1))
      (then (i32.const 1))
      (else (i32.const 2))))

  (func $not (param i64) (result i32)
    (block $out
      (br_if $out (i32.eqz (i64.eq (local.get 0) (i64.const 3))))
      (return (i32.const 1)))
    (i32.const 0))

  (func $zero (param i32) (result i32)
    (block $out
      (br_if $out (i32.eqz (local.get 0)))
      (return (i32.const 1)))
    (i32.const 0))

  (func $float (param f64 f64) (result i32)
    (block $out
      (br_if $out (f64.gt (local.get 0) (local.get 1)))
      (return (i32.const 1)))
    (i32.const 0))

  ;; A value that is carried by the branch.
  (func $with_value (param i32) (result i32)
    (block $out (result i32)
      (br_if $out (i32.const 4) (local.get 0))
      (drop)
      (i32.const 5)))

  (func $unreachable_code (result i32)
    (return (i32.const 1))
    (i32.add (i32.const 2) (i32.const 3))))

;; func 0 $less:
;;     1 0x000038  BrIfI32GeS s0, s1 -> 6
;;     3 0x00003c  Move s4 <- 0x1
;;     4 0x00003c +Jump -> 8
;;     6 0x00003f  Move s4 <- 0x2
;;     8 0x000040  ReturnI64 s4

;; func 1 $not:
;;     1 0x00004b  BrIfI64Ne s0, 0x3 -> 5
;;     3 0x00004f  ReturnI64 0x1
;;     5 0x000053  ReturnI64 0x0

;; func 2 $zero:
;;     1 0x00005b  BrUnless s0 -> 5
;;     3 0x00005f  ReturnI64 0x1
;;     5 0x000063  ReturnI64 0x0

;; func 3 $float:
;;     1 0x00006d  BrIfF64Gt s0, s1 -> 5
;;     3 0x000071  ReturnI64 0x1
;;     5 0x000075  ReturnI64 0x0

;; func 4 $with_value:
;;     1 0x00007e  Move s3 <- 0x4
;;     2 0x00007e +BrIf s0 -> 6
;;     4 0x000083  Move s3 <- 0x5
;;     6 0x000084  ReturnI64 s3

;; func 5 $unreachable_code:
;;     1 0x000089  ReturnI64 0x1
