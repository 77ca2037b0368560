//! The bytes of a safetensors file.

use safetensors::{
    Dtype, SafeTensors,
    tensor::{SafeTensorError, TensorView},
};

use super::StateDict;
use crate::{Error, Result, Tensor, tensor::Shape};

pub(super) fn read(bytes: &[u8]) -> Result<StateDict> {
    let file = SafeTensors::deserialize(bytes).map_err(|error| broken(bytes, error))?;
    let mut dict = StateDict::new();
    for (name, view) in file.iter() {
        let Some(data) = to_f32(view.dtype(), view.data()) else {
            dict.others.insert(name.to_owned(), view.dtype());
            continue;
        };
        let shape = Shape::try_new(view.shape())
            .map_err(|why| Error::Format(format!("has `{name}`, which is no tensor: {why}")))?;
        dict.insert(name, Tensor::from_vec(data, &shape));
    }
    Ok(dict)
}

/// What is wrong with bytes that are no safetensors file.
fn broken(bytes: &[u8], error: SafeTensorError) -> Error {
    use SafeTensorError as E;
    // How archives of `torch.save` begin, and its pickles before PyTorch 1.6.
    let pickle =
        [&b"PK\x03\x04"[..], b"\x80\x02"].into_iter().any(|start| bytes.starts_with(start));
    Error::Format(match error {
        _ if pickle => "is a file of `torch.save`, not a safetensors file; write it with \
                        `safetensors.torch.save_file(model.state_dict(), path)`"
            .to_owned(),
        E::HeaderTooSmall => {
            format!("has {} bytes, too few for a safetensors file", bytes.len())
        }
        E::InvalidHeaderLength | E::MetadataIncompleteBuffer => {
            format!(
                "is truncated or not a safetensors file: with {} bytes it does not have the length \
                 that its header says",
                bytes.len()
            )
        }
        error => format!("is damaged or not a safetensors file: {error}"),
    })
}

pub(super) fn write(dict: &StateDict) -> Result<Vec<u8>> {
    // Readers take this name for the file's own.
    const RESERVED: &str = "__metadata__";
    let failed = |why: String| Error::Format(format!("cannot be written: {why}"));
    if dict.get(RESERVED).is_some() {
        return Err(failed(format!("no tensor can be called `{RESERVED}`")));
    }
    let data: Vec<(&str, &[usize], Vec<u8>)> = dict
        .iter()
        .map(|(name, tensor)| {
            let bytes = tensor.as_slice().iter().flat_map(|v| v.to_le_bytes()).collect();
            (name, tensor.shape(), bytes)
        })
        .collect();
    let views = data
        .iter()
        .map(|(name, shape, bytes)| Ok((name, TensorView::new(Dtype::F32, shape.to_vec(), bytes)?)))
        .collect::<Result<Vec<_>, SafeTensorError>>();
    views
        .and_then(|views| safetensors::serialize(views, None))
        .map_err(|error| failed(error.to_string()))
}

/// The values of a tensor of floats.
fn to_f32(dtype: Dtype, bytes: &[u8]) -> Option<Vec<f32>> {
    fn each<const N: usize>(bytes: &[u8], value: impl Fn([u8; N]) -> f32) -> Vec<f32> {
        bytes.as_chunks().0.iter().map(|&bytes| value(bytes)).collect()
    }
    match dtype {
        Dtype::F32 => Some(each(bytes, f32::from_le_bytes)),
        Dtype::F64 => Some(each(bytes, |bytes| f64::from_le_bytes(bytes) as f32)),
        Dtype::F16 => Some(each(bytes, |bytes| from_f16(u16::from_le_bytes(bytes)))),
        // The upper half of an f32.
        Dtype::BF16 => Some(each(bytes, |[low, high]| f32::from_le_bytes([0, 0, low, high]))),
        _ => None,
    }
}

/// The value of an IEEE half: a sign, five bits of exponent, ten of mantissa.
fn from_f16(bits: u16) -> f32 {
    let (exponent, mantissa) = (u32::from(bits >> 10 & 0x1f), u32::from(bits & 0x3ff));
    let magnitude = match exponent {
        // Subnormal: in units of 2⁻²⁴.
        0 => mantissa as f32 / (1 << 24) as f32,
        0x1f => f32::from_bits(0x7f80_0000 | mantissa << 13),
        _ => f32::from_bits((exponent + 127 - 15) << 23 | mantissa << 13),
    };
    if bits >> 15 == 1 { -magnitude } else { magnitude }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_have_their_values() {
        for (bits, value) in [
            (0x0000, 0.0),
            (0x8000, -0.0),
            (0x0001, 5.960_464_5e-8),
            (0x03ff, 6.097_555e-5),
            (0x0400, 6.103_515_6e-5),
            (0x3555, 0.333_251_95),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x7c00, f32::INFINITY),
            (0xfc00, f32::NEG_INFINITY),
        ] {
            assert_eq!(from_f16(bits).to_bits(), f32::to_bits(value), "{bits:#x}");
        }
        assert!(from_f16(0x7e00).is_nan());
    }

    #[test]
    fn every_float_type_becomes_f32() {
        let values = |dtype, bytes: &[u8]| to_f32(dtype, bytes).unwrap();
        assert_eq!(values(Dtype::F32, &1.5f32.to_le_bytes()), [1.5]);
        assert_eq!(values(Dtype::F64, &1.5f64.to_le_bytes()), [1.5]);
        assert_eq!(values(Dtype::F64, &1e300f64.to_le_bytes()), [f32::INFINITY]);
        assert_eq!(values(Dtype::F16, &[0x00, 0x3e]), [1.5]);
        assert_eq!(values(Dtype::BF16, &[0xc0, 0x3f]), [1.5]);
        assert_eq!(to_f32(Dtype::I32, &[0; 4]), None);
    }
}
