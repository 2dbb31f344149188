;; Tables of branches, with and without values.
(module
  (func $switch (param i32) (result i32)
    (block $default
      (block $two
        (block $one
          (block $zero
            (br_table $zero $one $two $default (local.get 0)))
          (return (i32.const 10)))
        (return (i32.const 11)))
      (return (i32.const 12)))
    (i32.const 13))

  (func $with_value (param i32) (result i32)
    (block $outer (result i32)
      (i32.add
        (block $inner (result i32)
          (br_table $inner $outer (i32.const 7) (local.get 0)))
        (i32.const 1))))

  ;; A table that can only go to one place.
  (func $only_default (param i32)
    (block $out (br_table $out (local.get 0)))))

;; func 0 $switch:
;;     1 0x000029  BrTable s0 -> 5 7 9 11
;;     5 0x000032  ReturnI64 0xa
;;     7 0x000036  ReturnI64 0xb
;;     9 0x00003a  ReturnI64 0xc
;;    11 0x00003e  ReturnI64 0xd

;; func 1 $with_value:
;;     1 0x000049  Move s3 <- 0x7
;;     3 0x000049  BrTable s0 -> 6 8
;;     6 0x000050  I32Add acc+s3 <- s3, 0x1
;;     8 0x000052  ReturnI64 s3

;; func 2 $only_default:
;;     1 0x000059  BrTable s0 -> 4
;;     4 0x00005d  Return
