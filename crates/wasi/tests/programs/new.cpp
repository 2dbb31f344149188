#include <cstdlib>
#include <new>
void *operator new(std::size_t size) { return std::malloc(size); }
void operator delete(void *place) noexcept { std::free(place); }
void operator delete(void *place, std::size_t) noexcept { std::free(place); }
