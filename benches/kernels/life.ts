// AssemblyScript: Conway's Life on typed arrays, and particles as objects of a class,
// which its runtime allocates and collects inside linear memory.

const WIDTH: i32 = 64;
const HEIGHT: i32 = 48;

class Particle {
  constructor(public x: f64, public y: f64, public next: Particle | null) {}
}

class World {
  private cells: Uint8Array = new Uint8Array(WIDTH * HEIGHT);
  private spare: Uint8Array = new Uint8Array(WIDTH * HEIGHT);

  constructor(seed: u32) {
    for (let i = 0; i < WIDTH * HEIGHT; i++) {
      seed = seed * 1664525 + 1013904223;
      this.cells[i] = <u8>(seed >> 31);
    }
  }

  private alive(x: i32, y: i32): i32 {
    x = (x + WIDTH) % WIDTH;
    y = (y + HEIGHT) % HEIGHT;
    return this.cells[y * WIDTH + x];
  }

  step(): void {
    for (let y = 0; y < HEIGHT; y++) {
      for (let x = 0; x < WIDTH; x++) {
        const around =
          this.alive(x - 1, y - 1) + this.alive(x, y - 1) + this.alive(x + 1, y - 1) +
          this.alive(x - 1, y) + this.alive(x + 1, y) +
          this.alive(x - 1, y + 1) + this.alive(x, y + 1) + this.alive(x + 1, y + 1);
        const lives = around == 3 || (around == 2 && this.alive(x, y) == 1);
        this.spare[y * WIDTH + x] = lives ? 1 : 0;
      }
    }
    const old = this.cells;
    this.cells = this.spare;
    this.spare = old;
  }

  checksum(): u32 {
    let sum: u32 = 0;
    for (let i = 0; i < WIDTH * HEIGHT; i++) {
      sum = sum * 31 + this.cells[i];
    }
    return sum;
  }
}

function particles(count: i32): u32 {
  let first: Particle | null = null;
  for (let i = 0; i < count; i++) {
    first = new Particle(i * 0.5, i * 0.25, first);
  }
  let sum = 0.0;
  let at = first;
  while (at !== null) {
    sum += Math.sqrt(at.x * at.x + at.y * at.y);
    at = at.next;
  }
  return <u32>sum;
}

export function run(n: i32): i32 {
  const world = new World(42);
  let sum: u32 = 0;
  for (let i = 0; i < n; i++) {
    world.step();
    sum = sum * 33 + world.checksum() + particles(200);
  }
  return sum;
}
