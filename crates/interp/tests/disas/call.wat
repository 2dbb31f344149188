;; Arguments are put where the callee's frame begins; results come back there.
(module
  (import "host" "log" (func $log (param i32)))
  (type $binary (func (param i32 i32) (result i32)))
  (table 4 funcref)

  (func $add (type $binary) (i32.add (local.get 0) (local.get 1)))

  (func $direct (param i32) (result i32)
    (i32.mul (call $add (local.get 0) (i32.const 2)) (i32.const 3)))

  (func $nested (param i32) (result i32)
    (call $add (call $add (local.get 0) (i32.const 1)) (call $add (local.get 0) (i32.const 2))))

  (func $host (param i32)
    (call $log (local.get 0))
    (call $log (i32.const 1)))

  (func $indirect (param i32) (result i32)
    (call_indirect (type $binary) (i32.const 1) (i32.const 2) (local.get 0)))

  (func $tail (param i32 i32) (result i32)
    (return_call $add (local.get 1) (local.get 0)))

  (func $fib (param i32) (result i32)
    (if (i32.lt_u (local.get 0) (i32.const 2)) (then (return (local.get 0))))
    (i32.add
      (call $fib (i32.sub (local.get 0) (i32.const 1)))
      (call $fib (i32.sub (local.get 0) (i32.const 2))))))

;; func 1 $add:
;;     1 0x000041  I32Add acc <- s0, s1
;;     3 0x000042  ReturnI64 acc

;; func 2 $direct:
;;     1 0x000049  Move s4 <- 0x2
;;     2 0x000049 +Move s3 <- s0
;;     4 0x000049  CallLazy f1 frame s3 header s5
;;     7 0x00004d  I32Mul acc <- acc, 0x3
;;     9 0x00004e  ReturnI64 acc

;; func 3 $nested:
;;     1 0x000055  Move s4 <- 0x1
;;     2 0x000055 +Move s3 <- s0
;;     4 0x000055  CallLazy f1 frame s3 header s5
;;     7 0x00005b  Move s5 <- 0x2
;;     8 0x00005b +Move s4 <- s0
;;    10 0x00005b  CallLazy f1 frame s4 header s6
;;    13 0x00005d  CallLazy f1 frame s3 header s5
;;    16 0x00005f  ReturnI64 acc

;; func 4 $host:
;;     1 0x000064  Move s3 <- s0
;;     3 0x000064  CallImport s3 <- s0, s0, 0
;;     5 0x000068  Move s3 <- 0x1
;;     7 0x000068  CallImport s3 <- s0, s0, 0
;;     9 0x00006a  Return

;; func 5 $indirect:
;;     1 0x000073  Move s4 <- 0x2
;;     2 0x000073 +Move s3 <- 0x1
;;     4 0x000073  CallIndirect s3 <- s0, s0, 5; 0x0
;;     7 0x000076  ReturnI64 acc

;; func 6 $tail:
;;     1 0x00007d  Move s5 <- s0
;;     2 0x00007d +Move s4 <- s1
;;     4 0x00007d  ReturnCallLazy f1 <- s4 2 slots; header s2 to s2

;; func 7 $fib:
;;     1 0x000087  BrIfI32GeU s0, 0x2 -> 5
;;     3 0x00008b  ReturnI64 s0
;;     5 0x000091  I32Sub acc+s3 <- s0, 0x1
;;     7 0x000092  CallLazy f7 frame s3 header s4
;;    10 0x000098  I32Sub acc+s4 <- s0, 0x2
;;    12 0x000099  CallLazy f7 frame s4 header s5
;;    15 0x00009b  I32Add acc <- acc, s3
;;    17 0x00009c  ReturnI64 acc
