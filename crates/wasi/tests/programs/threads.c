/* Threads as wasi-libc makes them, without a library: a spin lock, a mutex and a
 * condition that wait in the memory, and what they protect. Exits with 42 if all sums are
 * right, with the number of the first wrong one otherwise. */

typedef unsigned int u32;
typedef unsigned long long u64;

__attribute__((import_module("wasi"), import_name("thread-spawn"))) int thread_spawn(void *start);
__attribute__((import_module("wasi_snapshot_preview1"), import_name("proc_exit"), noreturn))
void proc_exit(int code);

#define THREADS 4
#define ROUNDS 4000
#define RING 16
#define STACK 4096

/* A mutex: 0 free, 1 taken, 2 taken and waited for. */
typedef struct { u32 state; } mutex;

static void lock(mutex *m) {
    u32 found = 0;
    if (__atomic_compare_exchange_n(&m->state, &found, 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
        return;
    if (found != 2)
        found = __atomic_exchange_n(&m->state, 2, __ATOMIC_SEQ_CST);
    while (found != 0) {
        __builtin_wasm_memory_atomic_wait32((int *)&m->state, 2, -1);
        found = __atomic_exchange_n(&m->state, 2, __ATOMIC_SEQ_CST);
    }
}

static void unlock(mutex *m) {
    if (__atomic_exchange_n(&m->state, 0, __ATOMIC_SEQ_CST) == 2)
        __builtin_wasm_memory_atomic_notify((int *)&m->state, 1);
}

/* A condition: how often it was signalled. */
typedef struct { u32 signals; } condition;

static void wait(condition *c, mutex *m) {
    u32 seen = __atomic_load_n(&c->signals, __ATOMIC_SEQ_CST);
    unlock(m);
    __builtin_wasm_memory_atomic_wait32((int *)&c->signals, (int)seen, -1);
    lock(m);
}

static void signal(condition *c) {
    __atomic_fetch_add(&c->signals, 1, __ATOMIC_SEQ_CST);
    __builtin_wasm_memory_atomic_notify((int *)&c->signals, (u32)-1);
}

struct start {
    char *stack;
    u32 number;
    u32 done;
    u64 taken;
};

static struct start starts[2 * THREADS];
static char stacks[2 * THREADS][STACK] __attribute__((aligned(16)));

/* Counted without a lock, in every width. */
static unsigned char bytes[THREADS];
static unsigned short halves;
static u32 words;
static u64 doubles;

/* Under a spin lock, and under the mutex. */
static u32 spin;
static volatile u32 spun;
static mutex guard;
static u64 guarded;

/* A queue of bounded size. */
static mutex ring_lock;
static condition ring_filled, ring_emptied;
static u32 ring[RING];
static u32 ring_first, ring_count;

static void put(u32 value) {
    lock(&ring_lock);
    while (ring_count == RING)
        wait(&ring_emptied, &ring_lock);
    ring[(ring_first + ring_count++) % RING] = value;
    signal(&ring_filled);
    unlock(&ring_lock);
}

static u32 take(void) {
    lock(&ring_lock);
    while (ring_count == 0)
        wait(&ring_filled, &ring_lock);
    u32 value = ring[ring_first];
    ring_first = (ring_first + 1) % RING;
    ring_count--;
    signal(&ring_emptied);
    unlock(&ring_lock);
    return value;
}

__attribute__((noinline)) static void run(struct start *start) {
    u32 number = start->number;
    for (u32 i = 0; i < ROUNDS; i++) {
        __atomic_fetch_add(&bytes[number % THREADS], 1, __ATOMIC_SEQ_CST);
        __atomic_fetch_add(&halves, 3, __ATOMIC_SEQ_CST);
        __atomic_fetch_sub(&words, 1, __ATOMIC_SEQ_CST);
        __atomic_fetch_add(&doubles, 0x100000001ull, __ATOMIC_SEQ_CST);
        while (__atomic_exchange_n(&spin, 1, __ATOMIC_ACQUIRE)) {
        }
        spun = spun + 1;
        __atomic_store_n(&spin, 0, __ATOMIC_RELEASE);
        lock(&guard);
        guarded += i;
        unlock(&guard);
        if (number < THREADS)
            put(i);
        else
            start->taken += take();
    }
    __atomic_store_n(&start->done, 1, __ATOMIC_SEQ_CST);
    __builtin_wasm_memory_atomic_notify((int *)&start->done, (u32)-1);
}

__attribute__((export_name("wasi_thread_start"))) void wasi_thread_start(int tid, struct start *start) {
    (void)tid;
    __asm__ volatile(".globaltype __stack_pointer, i32\n"
                     "local.get %0\n"
                     "global.set __stack_pointer" ::"r"(start->stack));
    run(start);
}

static void check(int number, u64 found, u64 expected) {
    if (found != expected)
        proc_exit(number);
}

__attribute__((export_name("_start"))) void _start(void) {
    for (u32 i = 0; i < 2 * THREADS; i++) {
        starts[i].stack = stacks[i] + STACK;
        starts[i].number = i;
        if (thread_spawn(&starts[i]) <= 0)
            proc_exit(1);
    }
    u64 taken = 0;
    for (u32 i = 0; i < 2 * THREADS; i++) {
        while (!__atomic_load_n(&starts[i].done, __ATOMIC_SEQ_CST))
            __builtin_wasm_memory_atomic_wait32((int *)&starts[i].done, 0, -1);
        taken += starts[i].taken;
    }
    u64 all = 2 * THREADS * ROUNDS, sum = (u64)ROUNDS * (ROUNDS - 1) / 2;
    for (u32 i = 0; i < THREADS; i++)
        check(2, bytes[i], (unsigned char)(2 * ROUNDS));
    check(3, halves, (unsigned short)(3 * all));
    check(4, words, (u32)-all);
    check(5, doubles, all << 32 | all);
    check(6, spun, all);
    check(7, guarded, 2 * THREADS * sum);
    check(8, taken, THREADS * sum);
    proc_exit(42);
}
