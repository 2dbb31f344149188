// C++ exceptions: values, classes, bases, rethrowing, destructors, and what passes
// through functions that catch something else. Prints what happens; the exit code is
// that of the last line.
#include <cstdio>
#include <exception>
#include <stdexcept>

namespace {

struct Trace {
  const char *name;
  explicit Trace(const char *name) : name(name) {}
  ~Trace() { std::printf("~%s\n", name); }
};

struct Base {
  virtual ~Base() = default;
  virtual int code() const { return 1; }
};

struct Derived : Base {
  int value;
  explicit Derived(int value) : value(value) {}
  int code() const override { return value; }
};

int depth(int n) {
  Trace trace(n % 2 ? "odd" : "even");
  if (n == 0) throw Derived(42);
  return depth(n - 1) + 1;
}

int by_type(int which) {
  try {
    switch (which) {
      case 0: throw 7;
      case 1: throw 2.5;
      case 2: throw Derived(3);
      case 3: throw std::runtime_error("runtime");
      case 4: throw "text";
      default: return 100;
    }
  } catch (int n) {
    return n;
  } catch (double d) {
    return static_cast<int>(d * 10);
  } catch (const Base &base) {
    return base.code();
  } catch (const std::exception &error) {
    std::printf("%s\n", error.what());
    return 4;
  } catch (...) {
    return 5;
  }
}

int rethrown() {
  try {
    try {
      depth(3);
    } catch (const std::exception &) {
      return -1;
    } catch (Base &) {
      Trace trace("handler");
      throw;
    }
  } catch (const Derived &derived) {
    return derived.value;
  }
  return -2;
}

int replaced() {
  try {
    try {
      throw 1;
    } catch (int n) {
      throw static_cast<long long>(n + 1);
    }
  } catch (long long n) {
    return static_cast<int>(n);
  }
}

int kept() {
  std::exception_ptr pointer;
  try {
    throw Derived(11);
  } catch (...) {
    pointer = std::current_exception();
  }
  for (int i = 0; i < 1000; i++) {
    try {
      throw i;
    } catch (int) {
    }
  }
  try {
    std::rethrow_exception(pointer);
  } catch (const Base &base) {
    return base.code();
  }
}

int many(int n) {
  int sum = 0;
  for (int i = 0; i < n; i++) {
    try {
      if (i % 3 == 0) throw i;
      if (i % 3 == 1) throw static_cast<short>(1);
      sum += 2;
    } catch (int x) {
      sum += x % 10;
    } catch (short x) {
      sum += x;
    }
  }
  return sum;
}

}  // namespace

int main() {
  for (int i = 0; i < 6; i++) std::printf("type %d: %d\n", i, by_type(i));
  std::printf("rethrown: %d\n", rethrown());
  std::printf("replaced: %d\n", replaced());
  std::printf("kept: %d\n", kept());
  std::printf("many: %d\n", many(30000));
  std::printf("uncaught: %d\n", std::uncaught_exceptions());
  return 9;
}
