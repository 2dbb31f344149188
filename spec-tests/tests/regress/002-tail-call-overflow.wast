;; A tail call into a frame for which there is no room overwrote its own header.
(module
 (func $big (param i64 i64 i64 i64) (local i64 i64 i64 i64)
  (return_call $deep (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
 (func $deep (param i64 i64 i64 i64)
  (call $big (local.get 3) (local.get 2) (local.get 1) (local.get 0)))
 (func (export "overflow")
  (call $deep (i64.const -1) (i64.const -2) (i64.const -3) (i64.const -4)))
 (func (export "after") (result i32) (i32.const 1)))
(assert_exhaustion (invoke "overflow") "call stack exhausted")
(assert_return (invoke "after") (i32.const 1))
