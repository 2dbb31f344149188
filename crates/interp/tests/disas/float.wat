;; Arithmetic on floats and conversions.
(module
  (func $muladd (param f64 f64 f64) (result f64)
    (f64.add (f64.mul (local.get 0) (local.get 1)) (local.get 2)))

  (func $constant (param f32) (result f32)
    (f32.mul (local.get 0) (f32.const 0.5)))

  (func $unary (param f64) (result f64)
    (f64.sqrt (f64.abs (f64.neg (local.get 0)))))

  (func $convert (param i32) (result f64)
    (f64.convert_i32_s (i32.trunc_f64_s (f64.promote_f32 (f32.reinterpret_i32 (local.get 0)))))))

;; func 0 $muladd:
;;     1 0x000031  F64Mul acc <- s0, s1
;;     3 0x000034  F64Add acc <- acc, s2
;;     5 0x000035  ReturnF64 acc

;; func 1 $constant:
;;     1 0x00003f  F32Mul acc <- s0, 0x3f000000
;;     3 0x000040  ReturnF32 acc

;; func 2 $unary:
;;     1 0x000045  F64Neg acc <- s0
;;     3 0x000046  F64Abs acc <- acc
;;     5 0x000047  F64Sqrt acc <- acc
;;     7 0x000048  ReturnF64 acc

;; func 3 $convert:
;;     1 0x00004d  F32ReinterpretI32 acc <- s0
;;     3 0x00004e  F64PromoteF32 acc <- acc
;;     5 0x00004f  I32TruncF64S acc <- acc
;;     7 0x000050  F64ConvertI32S acc <- acc
;;     9 0x000051  ReturnF64 acc
