// Runs cases for `v8.rs`: a line of JSON in, a line of JSON out.
"use strict";
const MASK = (1n << 64n) - 1n;
const view = new DataView(new ArrayBuffer(8));

// The same as `mix` in rng.rs.
function mix(a, b) {
  let x = a ^ ((((b << 32n) | (b >> 32n)) & MASK) * 0x9e3779b97f4a7c15n & MASK);
  x = (x ^ (x >> 30n)) * 0xbf58476d1ce4e5b9n & MASK;
  x = (x ^ (x >> 27n)) * 0x94d049bb133111ebn & MASK;
  return x ^ (x >> 31n);
}

// The same as `hash` in rng.rs.
function hash(bytes) {
  const words = bytes.byteLength >>> 3;
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // 64-bit arithmetic on halves: BigInt would take seconds for a memory.
  let low = bytes.byteLength >>> 0, high = 0;
  const k0 = 0x27220a95 >>> 0, k1 = 0x517cc1b7 >>> 0;
  for (let i = 0; i < words; i++) {
    const l = ((low << 5) | (high >>> 27)) >>> 0, h = ((high << 5) | (low >>> 27)) >>> 0;
    const a0 = (l ^ data.getUint32(8 * i, true)) >>> 0;
    const a1 = (h ^ data.getUint32(8 * i + 4, true)) >>> 0;
    // (a1:a0) * (k1:k0) mod 2^64
    const x = a0 & 0xffff, y = a0 >>> 16, u = k0 & 0xffff, v = k0 >>> 16;
    const xu = x * u, yu = y * u + (xu >>> 16), xv = x * v + (yu & 0xffff);
    low = ((xv << 16) | (xu & 0xffff)) >>> 0;
    const carry = Math.floor(yu / 65536) + Math.floor(xv / 65536) + y * v;
    high = ((carry % 4294967296) + Math.imul(a0, k1) + Math.imul(a1, k0)) >>> 0;
  }
  let sum = (BigInt(high) << 32n) | BigInt(low);
  for (let i = 8 * words; i < bytes.byteLength; i++) sum = mix(sum, BigInt(bytes[i]));
  return sum;
}

function f32bits(value) {
  if (Number.isNaN(value)) return 0x7fc00000;
  view.setFloat32(0, value);
  return view.getUint32(0);
}

function f64bits(value) {
  if (Number.isNaN(value)) return 0x7ff8000000000000n;
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}

const externs = [];
function decode([kind, bits]) {
  switch (kind) {
    case "i32": return Number(BigInt.asIntN(32, BigInt(bits)));
    case "i64": return BigInt.asIntN(64, BigInt(bits));
    case "f32": view.setUint32(0, Number(bits)); return view.getFloat32(0);
    case "f64": view.setBigUint64(0, BigInt(bits)); return view.getFloat64(0);
    case "extern": return externs[bits] ??= { number: Number(bits) };
    default: return null;
  }
}

function encode(kind, value) {
  switch (kind) {
    case "i32": return ["i32", String(value >>> 0)];
    case "i64": return ["i64", String(BigInt.asUintN(64, value))];
    case "f32": return ["f32", String(f32bits(value))];
    case "f64": return ["f64", String(f64bits(value))];
    default:
      if (value === null) return ["null", "0"];
      return typeof value?.number === "number" ? ["extern", String(value.number)] : ["ref", "0"];
  }
}

function mixInto(sum, kind, value) {
  const [seen, bits] = encode(kind, value);
  switch (seen) {
    case "null": return mix(sum, 1n);
    case "extern": case "ref": return mix(sum, 3n);
    default: return mix(sum, BigInt(bits));
  }
}

function hostResult(sum, i, kind) {
  const bits = mix(sum, BigInt(i));
  switch (kind) {
    case "i32": return Number(BigInt.asIntN(32, bits));
    case "i64": return BigInt.asIntN(64, bits);
    case "f32": return Number(BigInt.asIntN(16, bits)) / 8;
    case "f64": return Number(BigInt.asIntN(32, bits)) / 8;
    default: return null;
  }
}

function fault(error) {
  const text = String(error?.message ?? error);
  if (error instanceof RangeError && /call stack/.test(text)) return "Stack";
  if (typeof WebAssembly.Exception !== "undefined" && error instanceof WebAssembly.Exception) return "Exception";
  if (!(error instanceof WebAssembly.RuntimeError)) return "Other: " + text;
  const known = [
    [/^unreachable/, "Unreachable"], [/memory access out of bounds/, "Memory"],
    [/divide by zero|remainder by zero/, "DivideByZero"],
    [/divide result unrepresentable|float unrepresentable/, "Overflow"],
    [/table index is out of bounds|table access out of bounds|table index out of bounds|element segment .*out of bounds|table initializer/, "Table"],
    [/data segment .*out of bounds/, "Memory"],
    [/null function or function signature|function signature mismatch/, "Signature"],
    [/dereferencing a null pointer/, "Null"], [/illegal cast/, "Cast"],
    [/array element access out of bounds|array too large|requested new array/, "Array"],
    [/unaligned/, "Unaligned"], [/Atomics.wait cannot be called/, "NotShared"],
  ];
  for (const [pattern, name] of known) if (pattern.test(text)) return name;
  return "Other: " + text;
}

function run(request) {
  let module;
  const bytes = Buffer.from(request.wasm, "base64");
  try {
    module = new WebAssembly.Module(bytes);
  } catch (error) {
    return { refused: String(error.message) };
  }
  let hostCalls = 0n;
  const imports = {};
  for (const { module: from, name, id, params, results } of request.imports) {
    (imports[from] ??= Object.create(null))[name] = (...args) => {
      let sum = mix(hostCalls, BigInt(id));
      params.forEach((kind, i) => { sum = mixInto(sum, kind, args[i]); });
      hostCalls = sum;
      const values = results.map((kind, i) => hostResult(sum, i, kind));
      return values.length < 2 ? values[0] : values;
    };
  }
  let instance, glue;
  try {
    instance = new WebAssembly.Instance(module, imports);
  } catch (error) {
    return { start: fault(error) };
  }
  // Vectors do not pass between JavaScript and WebAssembly; a second module makes
  // numbers of them.
  if (request.glue) {
    glue = new WebAssembly.Instance(
      new WebAssembly.Module(Buffer.from(request.glue, "base64")), { m: instance.exports });
  }
  const calls = request.calls.map(({ func, glued, args, results }) => {
    if (request.refill) instance.exports[request.refill[0]].value = request.refill[1] | 0;
    try {
      const target = glued ? glue.exports[func] : instance.exports[func];
      let values = target(...args.map(decode));
      if (results.length === 0) values = [];
      else if (results.length === 1) values = [values];
      return { values: [...values].map((value, i) => encode(results[i], value)) };
    } catch (error) {
      return { fault: fault(error) };
    }
  });
  const state = request.state.map(({ name, kind, glued }) => {
    const item = instance.exports[name];
    if (item instanceof WebAssembly.Memory) {
      const data = new Uint8Array(item.buffer);
      // It takes a second for 30 MB.
      if (data.byteLength > 0x10000000) return { large: true };
      return { memory: [String(data.byteLength), String(hash(data))] };
    }
    if (item instanceof WebAssembly.Table) {
      const size = Math.min(Number(item.length), 10000);
      const wide = typeof item.length === "bigint";
      const nulls = [];
      for (let i = 0; i < size; i++) nulls.push(item.get(wide ? BigInt(i) : i) === null);
      return { table: nulls };
    }
    if (glued) return { global: glue.exports[name]().map((value) => encode("i64", value)) };
    return { global: [encode(kind, item.value)] };
  });
  return { calls, state, hostCalls: String(hostCalls) };
}

let pending = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (chunk) => {
  pending += chunk;
  let end;
  while ((end = pending.indexOf("\n")) >= 0) {
    const line = pending.slice(0, end);
    pending = pending.slice(end + 1);
    let answer;
    try {
      answer = run(JSON.parse(line));
    } catch (error) {
      answer = { refused: "internal: " + (error?.stack ?? error) };
    }
    process.stdout.write(JSON.stringify(answer) + "\n");
  }
});
