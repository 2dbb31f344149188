;; The n-th Fibonacci number modulo 2^64, in a loop.
(module
  (func (export "fib") (param $n i32) (result i64)
    (local $current i64) (local $next i64)
    (local.set $next (i64.const 1))
    (block $done
      (loop $step
        (br_if $done (i32.eqz (local.get $n)))
        ;; (current, next) = (next, current + next)
        (local.get $next)
        (i64.add (local.get $current) (local.get $next))
        (local.set $next)
        (local.set $current)
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $step)))
    (local.get $current)))
