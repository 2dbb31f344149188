/* Modules. */

#include "test.h"

static const char *text =
    "(import \"b\" \"f\" (func (param i32 externref) (result f64)))"
    "(import \"a\" \"g\" (global (mut i64)))"
    "(import \"a\" \"t\" (table 1 2 funcref))"
    "(import \"\" \"m\" (memory 1))"
    "(func (export \"z\")) (export \"y\" (func 0))"
    "(global (export \"a\") f32 (f32.const 0))"
    "(export \"\" (memory 0))";

static bool name_is(const wasm_name_t *name, const char *wanted) {
  if (name->size != strlen(wanted)) return false;
  return name->size == 0 || memcmp(name->data, wanted, name->size) == 0;
}

static void right_module(void) {
  wasm_byte_vec_t binary;
  binary_of("(module)", &binary);
  CHECK(wasm_module_validate(store, &binary));
  wasm_module_t *module = wasm_module_new(store, &binary);
  CHECK(module != NULL);
  wasm_module_delete(module);
  wasm_byte_vec_delete(&binary);

  module = module_of(text);
  wasm_importtype_vec_t imports;
  wasm_module_imports(module, &imports);
  CHECK(imports.size == 4);
  const char *modules[] = {"b", "a", "a", ""}, *names[] = {"f", "g", "t", "m"};
  for (size_t i = 0; i < 4; ++i) {
    CHECK(name_is(wasm_importtype_module(imports.data[i]), modules[i]));
    CHECK(name_is(wasm_importtype_name(imports.data[i]), names[i]));
    CHECK(wasm_externtype_kind(wasm_importtype_type(imports.data[i])) == i);
  }
  const wasm_functype_t *func =
      wasm_externtype_as_functype_const(wasm_importtype_type(imports.data[0]));
  CHECK(wasm_valtype_kind(wasm_functype_params(func)->data[1]) == WASM_EXTERNREF);
  const wasm_tabletype_t *table =
      wasm_externtype_as_tabletype_const(wasm_importtype_type(imports.data[2]));
  CHECK(wasm_tabletype_limits(table)->max == 2);
  wasm_importtype_vec_delete(&imports);

  /* In the order of the module, not by name. */
  wasm_exporttype_vec_t exports;
  wasm_module_exports(module, &exports);
  CHECK(exports.size == 4);
  const char *exported[] = {"z", "y", "a", ""};
  for (size_t i = 0; i < 4; ++i) {
    CHECK(name_is(wasm_exporttype_name(exports.data[i]), exported[i]));
  }
  wasm_exporttype_vec_delete(&exports);
  wasm_module_delete(module);
}

static void wrong_module(void) {
  wasm_byte_vec_t binary, none = WASM_EMPTY_VEC, odd = {5, NULL};
  wasm_byte_vec_new_uninitialized(&binary, 8);
  memcpy(binary.data, "\0asm\2\0\0\0", 8);
  CHECK(wasm_module_new(store, &binary) == NULL && !wasm_module_validate(store, &binary));
  memcpy(binary.data, "(module)", 8);
  CHECK(wasm_module_new(store, &binary) == NULL && !wasm_module_validate(store, &binary));
  CHECK(wasm_module_new(store, &none) == NULL && !wasm_module_validate(store, &none));
  CHECK(wasm_module_new(store, &odd) == NULL && !wasm_module_validate(store, &odd));
  CHECK(wasm_module_new(store, NULL) == NULL && !wasm_module_validate(store, NULL));
  CHECK(wasm_module_new(NULL, &binary) == NULL && !wasm_module_validate(NULL, &binary));
  wasm_byte_vec_delete(&binary);
  wasm_importtype_vec_t imports = {3, NULL};
  wasm_exporttype_vec_t exports = {3, NULL};
  wasm_module_imports(NULL, &imports);
  wasm_module_exports(NULL, &exports);
  CHECK(imports.size == 0 && exports.size == 0);
  wasm_module_t *module = module_of(text);
  wasm_module_imports(module, NULL);
  wasm_module_exports(module, NULL);
  wasm_module_delete(module);
}

static void right_bytes(void) {
  wasm_module_t *module = module_of("(func (export \"f\") (result i32) (i32.const 7))");
  wasm_byte_vec_t bytes;
  wasm_module_serialize(module, &bytes);
  wasm_module_delete(module);
  CHECK(bytes.size > 8);
  module = wasm_module_deserialize(other_store, &bytes);
  CHECK(module != NULL);
  wasm_exporttype_vec_t exports;
  wasm_module_exports(module, &exports);
  CHECK(exports.size == 1 && name_is(wasm_exporttype_name(exports.data[0]), "f"));
  wasm_exporttype_vec_delete(&exports);
  wasm_module_delete(module);
  wasm_byte_vec_delete(&bytes);
}

static void wrong_bytes(void) {
  wasm_module_t *module = module_of("(func (export \"f\") (result i32) (i32.const 7))");
  wasm_byte_vec_t bytes;
  wasm_module_serialize(module, &bytes);
  wasm_module_serialize(module, NULL);
  wasm_module_delete(module);
  /* Each byte matters, and none of them is trusted. */
  for (size_t i = 0; i < bytes.size; ++i) {
    bytes.data[i] ^= 0x55;
    wasm_module_delete(wasm_module_deserialize(store, &bytes));
    bytes.data[i] ^= 0x55;
  }
  bytes.size -= 1;
  CHECK(wasm_module_deserialize(store, &bytes) == NULL);
  CHECK(wasm_module_deserialize(NULL, &bytes) == NULL);
  CHECK(wasm_module_deserialize(store, NULL) == NULL);
  wasm_byte_vec_delete(&bytes);
  binary_of("(module)", &bytes);
  CHECK(wasm_module_deserialize(store, &bytes) == NULL);
  wasm_byte_vec_delete(&bytes);
  wasm_module_serialize(NULL, &bytes);
  CHECK(bytes.size == 0 && bytes.data == NULL);
}

static void right_share(void) {
  wasm_module_t *module = module_of("(func (export \"f\"))");
  wasm_shared_module_t *shared = wasm_module_share(module);
  wasm_module_delete(module);
  wasm_module_t *obtained = wasm_module_obtain(other_store, shared);
  wasm_shared_module_delete(shared);
  wasm_instance_t *instance = wasm_instance_new(other_store, obtained, NULL, NULL);
  CHECK(instance != NULL);
  wasm_instance_delete(instance);
  wasm_module_delete(obtained);
}

static void wrong_share(void) {
  wasm_module_t *module = module_of("(module)");
  wasm_shared_module_t *shared = wasm_module_share(module);
  wasm_engine_t *another = wasm_engine_new();
  wasm_store_t *of_another = wasm_store_new(another);
  CHECK(wasm_module_obtain(of_another, shared) == NULL);
  CHECK(wasm_module_obtain(NULL, shared) == NULL && wasm_module_obtain(store, NULL) == NULL);
  wasm_store_delete(of_another);
  wasm_engine_delete(another);
  CHECK(wasm_module_share(NULL) == NULL);
  wasm_shared_module_delete(shared);
  wasm_shared_module_delete(NULL);
  wasm_module_delete(module);
}

void test_module(void) {
  right_module();
  wrong_module();
  right_bytes();
  wrong_bytes();
  right_share();
  wrong_share();
}
