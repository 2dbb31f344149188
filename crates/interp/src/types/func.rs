//! Function types.

use std::fmt;
use std::sync::Arc;

use super::{ValType, slots};

/// The type of a function: its parameters and its results.
///
/// Cloning is cheap. `Display` gives the text format.
///
/// ```
/// use sanderling::{FuncType, ValType};
///
/// let ty = FuncType::new([ValType::I32, ValType::I64], [ValType::F64]);
/// assert_eq!(ty.params(), [ValType::I32, ValType::I64]);
/// assert_eq!(ty.to_string(), "(func (param i32 i64) (result f64))");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct FuncType {
    /// Parameters, then results.
    types: Arc<[ValType]>,
    num_params: usize,
    param_slots: usize,
    result_slots: usize,
    has_refs: bool,
    /// The slots with values of 32 bits, of the parameters and of the results; none if there
    /// are more slots than bits.
    narrow: Option<(NarrowSlots, NarrowSlots)>,
}

/// The slots that are wider than their values, a bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct NarrowSlots {
    pub(crate) integers: u32,
    pub(crate) floats: u32,
}

impl FuncType {
    /// A function type with these parameters and results.
    ///
    /// ```
    /// use sanderling::{FuncType, ValType};
    ///
    /// let binary = FuncType::new([ValType::I32, ValType::I32], [ValType::I32]);
    /// assert_eq!(binary.results().len(), 1);
    /// ```
    pub fn new(
        params: impl IntoIterator<Item = ValType>,
        results: impl IntoIterator<Item = ValType>,
    ) -> Self {
        let mut types: Vec<ValType> = params.into_iter().collect();
        let num_params = types.len();
        types.extend(results);
        Self::of(types, num_params)
    }

    /// A function type of so many parameters, and of results.
    pub(super) fn of(types: Vec<ValType>, num_params: usize) -> Self {
        let param_slots = types.iter().take(num_params).map(slots).sum();
        let result_slots = types.iter().skip(num_params).map(slots).sum();
        Self {
            param_slots,
            result_slots,
            has_refs: types.iter().any(ValType::is_ref),
            narrow: NarrowSlots::of(&types[..num_params])
                .zip(NarrowSlots::of(&types[num_params..])),
            types: types.into(),
            num_params,
        }
    }

    /// The types of the parameters.
    ///
    /// ```
    /// use sanderling::{FuncType, ValType};
    ///
    /// assert_eq!(FuncType::new([ValType::F32], []).params(), [ValType::F32]);
    /// ```
    pub fn params(&self) -> &[ValType] {
        self.types.get(..self.num_params).unwrap_or_default()
    }

    /// The types of the results.
    ///
    /// ```
    /// use sanderling::{FuncType, ValType};
    ///
    /// assert_eq!(FuncType::new([], [ValType::F32]).results(), [ValType::F32]);
    /// ```
    pub fn results(&self) -> &[ValType] {
        self.types.get(self.num_params..).unwrap_or_default()
    }

    /// Whether a function of this type can be used where `other` is expected:
    /// parameters contravariant, results covariant.
    ///
    /// Linking compares declared types, which is stricter.
    ///
    /// ```
    /// use sanderling::{FuncType, HeapType, RefType, ValType};
    ///
    /// let a = FuncType::new([], [ValType::Ref(RefType::new(false, HeapType::Func))]);
    /// let b = FuncType::new([], [ValType::FUNCREF]);
    /// assert!(a.matches(&b) && !b.matches(&a));
    /// ```
    pub fn matches(&self, other: &Self) -> bool {
        self.params().len() == other.params().len()
            && self.results().len() == other.results().len()
            && self
                .params()
                .iter()
                .zip(other.params())
                .all(|(a, b)| b.matches(a))
            && self
                .results()
                .iter()
                .zip(other.results())
                .all(|(a, b)| a.matches(b))
    }

    /// The 8-byte slots that the parameters take.
    /// Whether a parameter or a result is a reference.
    ///
    /// ```
    /// use sanderling::{FuncType, ValType};
    ///
    /// assert!(FuncType::new([ValType::I32], [ValType::FUNCREF]).has_refs());
    /// assert!(!FuncType::new([ValType::I32], [ValType::V128]).has_refs());
    /// ```
    #[inline]
    pub fn has_refs(&self) -> bool {
        self.has_refs
    }

    /// The slots with values of 32 bits; see the field.
    #[inline]
    pub(crate) fn narrow_slots(&self) -> Option<(NarrowSlots, NarrowSlots)> {
        self.narrow
    }

    #[inline]
    pub(crate) fn param_slots(&self) -> usize {
        self.param_slots
    }

    /// The 8-byte slots that the results take.
    #[inline]
    pub(crate) fn result_slots(&self) -> usize {
        self.result_slots
    }

    /// The slots of a call, whose results overlap its parameters.
    #[inline]
    pub(crate) fn call_slots(&self) -> usize {
        self.param_slots.max(self.result_slots)
    }
}

impl NarrowSlots {
    /// Of values of these types; none if there are more than 32 slots.
    fn of(types: &[ValType]) -> Option<Self> {
        let (mut integers, mut floats) = (0, 0);
        let mut at = 0;
        for ty in types {
            let bit = |is| u32::from(is).checked_shl(at);
            integers |= bit(*ty == ValType::I32)?;
            floats |= bit(*ty == ValType::F32)?;
            at += u32::try_from(slots(ty)).ok()?;
        }
        (at <= u32::BITS).then_some(Self { integers, floats })
    }
}

impl fmt::Debug for FuncType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FuncType")
            .field("params", &self.params())
            .field("results", &self.results())
            .finish()
    }
}

impl fmt::Display for FuncType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(func")?;
        write_signature(self, f)?;
        f.write_str(")")
    }
}

/// ` (param …) (result …)`, each part only if it is not empty.
pub(super) fn write_signature(ty: &FuncType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (keyword, types) in [("param", ty.params()), ("result", ty.results())] {
        if types.is_empty() {
            continue;
        }
        write!(f, " ({keyword}")?;
        for t in types {
            write!(f, " {t}")?;
        }
        f.write_str(")")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_leaves_empty_parts_out() {
        assert_eq!(FuncType::new([], []).to_string(), "(func)");
        assert_eq!(
            FuncType::new([], [ValType::I32]).to_string(),
            "(func (result i32))"
        );
    }

    #[test]
    fn narrow_slots_are_those_of_32_bits() {
        let types = [ValType::I32, ValType::V128, ValType::F32, ValType::I64];
        let ty = FuncType::new(types, [ValType::F64, ValType::F32]);
        let narrow = |integers, floats| NarrowSlots { integers, floats };
        let expected = (narrow(0b00001, 0b01000), narrow(0, 0b10));
        assert_eq!(ty.narrow_slots(), Some(expected));
        let many = |n| FuncType::new(vec![ValType::I32; n], []).narrow_slots();
        assert_eq!(many(32), Some((narrow(u32::MAX, 0), narrow(0, 0))));
        assert_eq!(many(33), None);
    }

    #[test]
    fn vectors_take_two_slots() {
        let ty = FuncType::new(
            [ValType::V128, ValType::I32],
            [ValType::V128, ValType::V128],
        );
        assert_eq!(
            (ty.param_slots(), ty.result_slots(), ty.call_slots()),
            (3, 4, 4)
        );
    }

    #[test]
    fn equality_knows_where_the_parameters_end() {
        let a = FuncType::new([ValType::I32], [ValType::I32]);
        let b = FuncType::new([ValType::I32, ValType::I32], []);
        assert_ne!(a, b);
    }

    #[test]
    fn parameters_are_contravariant() {
        use crate::{HeapType, RefType};
        let non_null = ValType::Ref(RefType::new(false, HeapType::Func));
        let a = FuncType::new([ValType::FUNCREF], []);
        let b = FuncType::new([non_null], []);
        assert!(a.matches(&b) && !b.matches(&a));
        assert!(!a.matches(&FuncType::new([], [])));
    }
}
