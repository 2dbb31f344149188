;; What catches, in the table behind the code; nothing is executed for it.
(module
  (tag $e (param i32 i64))
  (tag $f)
  (func $throw (param i32)
    (throw $e (local.get 0) (i64.const 5)))
  (func $again (param exnref)
    (throw_ref (local.get 0)))
  ;; A clause leads to its label.
  (func $clauses (param i32) (result i32)
    (block $all
      (block $e (result i32 i64)
        (try_table (catch $e $e) (catch_all $all)
          (call $throw (i32.add (local.get 0) (i32.const 1))))
        (return (i32.const 0)))
      (return (i32.wrap_i64)))
    (i32.const 2))
  ;; Pinned locals are loaded, the function's results are returned.
  (func $pads (param i32) (result i32 i64 exnref)
    (local $i i32)
    (loop $next
      (block $out
        (try_table (catch_ref $e 2) (catch $f $out)
          (call $throw (local.get $i))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                             (local.get 0))))
    (unreachable))
  ;; The code of legacy clauses stands behind the rest.
  (func $legacy (param i32) (result i32)
    try (result i32)
      try
        (call $throw (local.get 0))
      delegate 1
      (i32.const 1)
    catch $e
      (drop)
    catch_all
      (if (local.get 0) (then (rethrow 1)))
      (i32.const 3)
    end
    (i32.add (i32.const 4)))
  ;; Tail calls are in no region.
  (func $tail (param i32)
    (block $l
      (try_table (catch_all $l)
        (if (local.get 0) (then (return_call $throw (local.get 0))))
        (call $throw (local.get 0))))))

;; func 0 $throw:
;;     1 0x000046  Move s4 <- 0x5
;;     2 0x000046 +Move s3 <- s0
;;     4 0x000046  Throw tag 0 s3; 2

;; func 1 $again:
;;     1 0x00004d  ThrowRef s0

;; func 2 $clauses:
;;     1 0x000061  I32Add acc+s3 <- s0, 0x1
;;     3 0x000062  CallLazy f0 frame s3 header s4
;;     6 0x000067  ReturnI64 0x0
;;     8 0x000069  I32WrapI64 acc+s4 <- s4
;;    10 0x00006a  ReturnI64 acc
;;    12 0x00006e  ReturnI64 0x2
;; from 1: region 0
;; from 6: no region
;; region 0
;;   catch tag 0, payload s3..s5 -> 8
;;   catch all -> 12

;; func 3 $pads:
;;     1 0x000070  Zero s5 <- s0; 1
;;     3 0x000082  Move s6 <- s5
;;     5 0x000082  CallLazy f0 frame s6 header s7
;;     8 0x00008a  I32Add acc+s5 <- s5, 0x1
;;     9 0x000090 +BrIfI32LtU acc, s0 -> 3
;;    11 0x000093  Unreachable
;;    13 0x000077  MoveRange s0 <- s6; 3
;;    15 0x000077  Return
;; from 1: no region
;; from 3: region 0
;; from 8: no region
;; from 13: no region
;; region 0
;;   catch tag 0, payload s6..s8, exception s8 -> 13
;;   catch tag 1 -> 8

;; func 4 $legacy:
;;     1 0x00009d  Move s3 <- s0
;;     3 0x00009d  CallLazy f0 frame s3 header s4
;;     6 0x0000a3  Move s3 <- 0x1
;;     8 0x0000b3  I32Add acc <- s3, 0x4
;;    10 0x0000b4  ReturnI64 acc
;;    12 0x0000a6  Move s3 <- s4
;;    13 0x0000a6 +Jump -> 8
;;    15 0x0000a9  BrUnless s0 -> 19
;;    17 0x0000ab  ThrowRef s3
;;    19 0x0000b0  Move s4 <- 0x3
;;    20 0x0000b0 +Move s3 <- s4
;;    22 0x0000b0  Jump -> 8
;; from 1: no region
;; from 1: region 1
;; from 6: region 0
;; from 8: no region
;; from 12: no region
;; region 0
;;   catch tag 0, payload s4..s6 -> 12
;;   catch all, exception s3 -> 15
;; region 1

;; func 5 $tail:
;;     1 0x0000c0  BrUnless s0 -> 8
;;     3 0x0000c4  Move s3 <- s0
;;     5 0x0000c4  ReturnCallLazy f0 <- s3 1 slots; header s1 to s1
;;     8 0x0000c9  Move s3 <- s0
;;    10 0x0000c9  CallLazy f0 frame s3 header s4
;;    13 0x0000cd  Return
;; from 1: region 0
;; from 5: no region
;; from 8: region 0
;; from 13: no region
;; region 0
;;   catch all -> 13
