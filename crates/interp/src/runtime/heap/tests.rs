//! Tests of the heap without any guest.

use super::{Heap, reference, types};
use crate::runtime::StoreId;
use crate::types::{FieldType, Mutability, StorageType, TypeRegistry};
use crate::{ErrorKind, RefType, ValType};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A heap with a type of structures of one number and two references, and a type of
/// arrays of references.
struct Model {
    heap: Heap,
    node: u32,
    array: u32,
    roots: Vec<u64>,
}

impl Model {
    fn new(limit_bytes: u64) -> Model {
        let registry = TypeRegistry::new();
        let field = |ty: ValType| FieldType::new(Mutability::Var, StorageType::Val(ty));
        let link = field(ValType::Ref(RefType::ANYREF));
        let node = registry
            .intern_struct(&[field(ValType::I64), link.clone(), link.clone()])
            .unwrap();
        let array = registry.intern_array(&link).unwrap();
        let mut heap = Heap::new(limit_bytes, false);
        for id in [node, array] {
            heap.add_type(&registry.shape(id).unwrap()).unwrap();
        }
        Model {
            heap,
            node: node.0,
            array: array.0,
            roots: Vec::new(),
        }
    }

    fn collect(&mut self) {
        self.heap.begin(false);
        while !self.part() {}
    }

    /// Does a part of a collection; whether that was the last one.
    fn part(&mut self) -> bool {
        let roots = &self.roots;
        self.heap.collect_part(|_, rooter| {
            roots.iter().for_each(|&bits| (rooter.mark)(bits));
            None
        })
    }

    fn place(&mut self, words: u64) -> Result<u32, crate::Error> {
        let at = self.find_place(words)?;
        self.heap.note_made(at, words);
        Ok(at)
    }

    fn find_place(&mut self, words: u64) -> Result<u32, crate::Error> {
        if self.heap.is_due() {
            self.collect();
        }
        if let Some(at) = self.heap.place(words) {
            return Ok(at);
        }
        if self.heap.grow(words).is_err() {
            self.collect();
            if let Some(at) = self.heap.place(words) {
                return Ok(at);
            }
            self.heap.grow(words)?;
        }
        Ok(self.heap.place(words).expect("has grown"))
    }

    fn node(&mut self, value: u64, links: [u64; 2]) -> u64 {
        let at = self.place(4).unwrap();
        let space = &mut self.heap.space;
        space.set_word(at, types::header(self.node, 0));
        space.set_word(at + 1, value);
        space.set_word(at + 2, links[0]);
        space.set_word(at + 3, links[1]);
        reference::object(at)
    }

    fn array(&mut self, len: u32) -> Result<u64, crate::Error> {
        let at = self.place(1 + u64::from(len))?;
        self.heap.space.set_word(at, types::header(self.array, len));
        for i in 0..len {
            self.heap.space.set_word(at + 1 + i, 0);
        }
        Ok(reference::object(at))
    }

    fn word(&self, object: u64, word: u32) -> u64 {
        let at = reference::object_index(object).unwrap();
        self.heap.space.word(at + word)
    }

    fn set_word(&mut self, object: u64, word: u32, value: u64) {
        let at = reference::object_index(object).unwrap();
        self.heap.space.set_word(at + word, value);
    }
}

const MIB: u64 = 1 << 20;

#[test]
fn a_list_of_a_million_objects_survives_and_goes() {
    let mut model = Model::new(1 << 30);
    model.roots.push(0);
    for value in 0..1_000_000 {
        let node = model.node(value, [model.roots[0], 0]);
        model.roots[0] = node;
    }
    model.collect();
    assert_eq!(model.heap.used_bytes(), 32_000_000);
    let mut at = model.roots[0];
    for value in (0..1_000_000).rev() {
        assert_eq!(model.word(at, 1), value);
        at = model.word(at, 2);
    }
    assert_eq!(at, 0);
    model.roots.clear();
    model.collect();
    assert_eq!(model.heap.used_bytes(), 0);
}

#[test]
fn garbage_does_not_grow_the_heap() {
    let mut model = Model::new(1 << 30);
    let mut size = 0;
    for round in 0..10 {
        for value in 0..500_000 {
            model.node(value, [0, 0]);
        }
        if round == 1 {
            size = model.heap.size_bytes();
        }
    }
    assert_eq!(model.heap.size_bytes(), size);
    assert!(size <= 6 * MIB, "{size}");
    assert!(model.heap.collections() > 20);
}

#[test]
fn cycles_are_collected() {
    let mut model = Model::new(8 * MIB);
    for value in 0..1_000_000 {
        let a = model.node(value, [0, 0]);
        model.roots = vec![a];
        let b = model.node(value, [a, a]);
        model.set_word(a, 2, b);
        model.set_word(a, 3, a);
    }
    model.roots.clear();
    model.collect();
    assert_eq!(model.heap.used_bytes(), 0);
}

#[test]
fn what_is_reachable_stays_as_it_is_among_garbage() {
    let mut model = Model::new(1 << 30);
    let table = model.array(1000).unwrap();
    model.roots.push(table);
    let mut expected = vec![None; 1000];
    let mut seed = 1u64;
    for step in 0..2_000_000u64 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let slot = (seed >> 33) as u32 % 1000;
        let other = (seed >> 43) as u32 % 1000;
        let link = model.word(table, 1 + other);
        let node = model.node(step, [link, 0]);
        // Chains are cut now and then.
        if step % 7 == 0 && link != 0 {
            model.set_word(link, 2, 0);
        }
        model.set_word(table, 1 + slot, node);
        expected[slot as usize] = Some(step);
    }
    model.collect();
    for (slot, expected) in (1..).zip(expected) {
        let node = model.word(table, slot);
        assert_eq!(expected, (node != 0).then(|| model.word(node, 1)));
    }
}

#[test]
fn a_short_list_of_pending_objects_is_enough() {
    for room in [0, 1, 2, 700] {
        let mut model = Model::new(1 << 30);
        model.heap.room = room;
        let table = model.array(2000).unwrap();
        model.roots.push(table);
        for i in 0..2000 {
            let a = model.node(0, [0, 0]);
            model.set_word(table, 1 + i, a);
            let b = model.node(1, [0, 0]);
            model.set_word(a, 2, b);
            let c = model.node(2, [0, 0]);
            model.set_word(a, 3, c);
            model.node(3, [0, 0]);
        }
        model.collect();
        assert_eq!(model.heap.used_bytes(), 8 + 2000 * 8 + 3 * 2000 * 32);
    }
}

/// Whatever the shape of what is marked, the list takes a quarter of the heap at most.
#[test]
fn the_list_of_pending_objects_is_held_to_a_quarter() {
    // Nodes of one list, each the first of so many objects that wait; and what has no room
    // refers to more of the same.
    for others in [1, 8] {
        let mut model = Model::new(1 << 30);
        model.roots = vec![0, 0];
        let mut words = 0;
        for i in 0..1_000_000 / others {
            let spine = model.array(others + 1).unwrap();
            model.set_word(spine, others + 1, model.roots[0]);
            model.roots[0] = spine;
            words += u64::from(others) + 2;
            for other in 0..others {
                let head = model.roots[1];
                let waits = model.array(1).unwrap();
                model.set_word(waits, 1, head);
                model.set_word(spine, 1 + other, waits);
                words += 2;
                // Some of those that wait are a list of their own.
                if i % 100 == 0 {
                    model.roots[1] = waits;
                }
            }
        }
        model.roots.pop();
        let before = model.heap.collections();
        model.heap.begin(false);
        let (mut longest, mut overflowed) = (0, false);
        while !model.part() {
            longest = longest.max(model.heap.pending.capacity());
            overflowed |= model.heap.overflowed;
        }
        assert_eq!(model.heap.collections(), before + 1);
        assert_eq!(model.heap.used_bytes(), 8 * words);
        let most = model.heap.space.words() as usize / 4;
        assert!(longest <= most && longest > most / 4, "{longest} of {most}");
        // What waits is too much where it is most of the heap.
        assert_eq!(overflowed, others == 8, "{longest} of {most}");
        // It does not stay so long.
        assert!(model.heap.pending.capacity() <= super::mark::LEAST);
    }
}

#[test]
fn numbers_that_look_like_references_do_no_harm() {
    let mut model = Model::new(1 << 30);
    let node = model.node(0, [0, 0]);
    let at = reference::object_index(node).unwrap();
    model.roots = (0..100)
        .map(|n| reference::object(at + 1 + n))
        .chain([
            reference::object(0),
            reference::object(u32::MAX),
            reference::i31(5),
            1,
            u64::MAX,
        ])
        .collect();
    model.collect();
    assert_eq!(model.heap.used_bytes(), 0);
}

#[test]
fn the_heap_grows_to_its_limit_and_no_further() {
    for bytes in [1 << 20, (1 << 20) + 8] {
        let mut model = Model::new(1 << 20);
        let len = u32::try_from(bytes / 8 - 1).unwrap();
        let array = model.array(len);
        match array {
            Ok(_) => assert_eq!(bytes, 1 << 20),
            Err(error) => {
                let ErrorKind::Limit { which, limit, got } = *error.kind() else {
                    panic!("{error}")
                };
                assert_eq!(
                    (which, limit, got),
                    ("gc_heap_bytes", 1 << 20, (1 << 20) + 8)
                );
                // The heap is as it was.
                model.array(len - 1).unwrap();
            }
        }
    }
    let mut model = Model::new(1 << 20);
    assert!(model.array(u32::MAX).is_err());
    model.roots.push(0);
    let mut made = 0;
    while model.heap.is_due() || model.heap.place(0).is_some() {
        match model.place(4) {
            Ok(at) => {
                model.heap.space.set_word(at, types::header(model.node, 0));
                for word in 1..4 {
                    model.heap.space.set_word(at + word, model.roots[0]);
                }
                model.roots[0] = reference::object(at);
                made += 1;
            }
            Err(_) => break,
        }
    }
    assert_eq!(made, (1 << 20) / 32);
}

#[test]
fn large_and_small_objects_share_the_space() {
    let mut model = Model::new(64 * MIB);
    for round in 0..200u32 {
        let array = model.array(100 + round * 997 % 20_000).unwrap();
        let len = types::length_of(model.word(array, 0));
        model.roots.push(array);
        for i in 0..50 {
            let node = model.node(i, [array, 0]);
            model.set_word(array, 1 + i as u32, node);
        }
        for _ in 0..1000 {
            model.node(0, [0, 0]);
        }
        if round % 3 == 0 {
            model.roots.remove(0);
        }
        for &array in &model.roots {
            let node = model.word(array, 1);
            assert_eq!(model.word(node, 2), array);
        }
        assert_eq!(len, types::length_of(model.word(array, 0)));
    }
}

#[derive(Clone)]
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Model {
    fn host(&mut self, value: impl std::any::Any + Send + Sync) -> u64 {
        let at = self.place(super::HOST_WORDS).unwrap();
        self.heap.init_host(at, Box::new(value)).unwrap()
    }
}

#[test]
fn host_values_are_dropped_when_nothing_refers_to_them() {
    let mut model = Model::new(64 * MIB);
    let dropped = Arc::new(AtomicUsize::new(0));
    let kept = model.host("kept");
    let node = model.node(0, [kept, 0]);
    model.roots.push(node);
    for _ in 0..1_000_000 {
        model.host(Counted(dropped.clone()));
    }
    model.collect();
    assert_eq!(dropped.load(Ordering::Relaxed), 1_000_000);
    assert_eq!(model.heap.host(kept).unwrap().downcast_ref(), Some(&"kept"));
    assert!(model.heap.host(node).is_none() && model.heap.host(0).is_none());
    assert!(model.heap.hosts.len() < 400_000);
}

#[test]
fn a_host_value_may_panic_when_it_is_dropped() {
    struct Bad;
    impl Drop for Bad {
        fn drop(&mut self) {
            panic!("dropped (this message is part of a test)");
        }
    }
    let mut model = Model::new(MIB);
    let dropped = Arc::new(AtomicUsize::new(0));
    model.host(Bad);
    model.host(Counted(dropped.clone()));
    model.collect();
    assert_eq!(dropped.load(Ordering::Relaxed), 1);
}

#[test]
fn handles_keep_objects_alive() {
    let mut model = Model::new(64 * MIB);
    let store = StoreId::fresh();
    let node = model.node(7, [0, 0]);
    let handle = model.heap.handle(store, node);
    let clone = handle.clone();
    assert_eq!(handle, clone);
    let weak = model.heap.weak_handle(store, node);
    drop(handle);
    model.collect();
    assert_eq!(model.word(clone.bits(), 1), 7);
    assert_eq!(weak.bits(), node);
    std::thread::spawn(move || drop(clone)).join().unwrap();
    model.collect();
    assert_eq!((model.heap.used_bytes(), weak.bits()), (0, 0));
    assert_eq!(weak.store(), store);
    // Handles that were dropped do not pile up.
    let node = model.node(7, [0, 0]);
    let kept = model.heap.handle(store, node);
    for _ in 0..100_000 {
        drop(model.heap.handle(store, node));
    }
    model.collect();
    assert_eq!(model.word(kept.bits(), 1), 7);
}

/// A value that the host moves during a collection, to where it was marked already.
#[test]
fn handles_are_roots_of_the_collection_that_they_are_dropped_in() {
    for before in [true, false] {
        let mut model = Model::new(64 * MIB);
        let b = model.node(7, [0, 0]);
        let a = model.node(0, [b, 0]);
        model.roots = vec![a];
        let store = StoreId::fresh();
        let mut handle = before.then(|| model.heap.handle(store, b));
        model.heap.begin(false);
        // The bitmaps are cleared, the root is marked.
        assert!(!model.part() && !model.part());
        let handle = handle.take().unwrap_or_else(|| model.heap.handle(store, b));
        model.roots.push(handle.bits());
        model.set_word(a, 2, 0);
        drop(handle);
        // So many that those that nobody has are looked for.
        for _ in 0..5000 {
            drop(model.heap.handle(store, a));
        }
        while !model.part() {}
        assert_eq!(model.heap.used_bytes(), 64, "{before}");
        assert_eq!(model.word(b, 1), 7);
    }
}

#[test]
fn a_chain_of_host_values_is_dropped_without_recursion() {
    // Each value holds a handle to the one before.
    let mut model = Model::new(1 << 30);
    let store = StoreId::fresh();
    let mut last = None;
    for _ in 0..3000 {
        let host = model.host(last);
        last = Some(model.heap.handle(store, host));
    }
    drop(last);
    // One link goes at each collection.
    for _ in 0..3001 {
        model.collect();
    }
    assert_eq!(model.heap.used_bytes(), 0);
}
