//! State dicts in files: PyTorch's own, and files that are none.

use std::{fs, path::PathBuf};

use quantizable::{Error, StateDict, Tensor};

/// A directory that goes away with the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new(test: &str) -> Self {
        let name = format!("quantizable-{test}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn digits() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../examples/data/digits.safetensors")
}

/// What is wrong with a file, which the error must name.
#[track_caller]
fn problem(path: PathBuf) -> String {
    match StateDict::open(&path) {
        Err(Error::File { path: named, message }) => {
            assert_eq!(named, path);
            message
        }
        other => panic!("{other:?}"),
    }
}

/// A file with this header and as many bytes of data.
fn with_header(header: &str, data: usize) -> Vec<u8> {
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header.bytes());
    bytes.resize(bytes.len() + data, 0);
    bytes
}

#[test]
fn a_file_of_pytorch() {
    let dict = StateDict::open(digits()).unwrap();
    assert_eq!(dict.get("conv1.weight").unwrap().shape(), [32, 1, 3, 3]);
    assert_eq!(dict.get("fc.bias").unwrap().shape(), [10]);
    assert!(dict.get("bn1.num_batches_tracked").is_none());
    assert_eq!(dict.len(), dict.iter().count());
}

#[test]
fn saved_and_opened_again() {
    let scratch = Scratch::new("saved");
    let dict = StateDict::from_iter([
        ("b", Tensor::from_vec(vec![f32::MIN, -0.0, 1e-45, f32::INFINITY], &[2, 2])),
        ("a.scalar", Tensor::full(&[], 3.5)),
        ("empty", Tensor::zeros(&[0, 3])),
    ]);
    let path = scratch.0.join("dict.safetensors");
    dict.save(&path).unwrap();
    let again = StateDict::open(&path).unwrap();
    assert_eq!(again.iter().collect::<Vec<_>>(), dict.iter().collect::<Vec<_>>());
    assert_eq!(fs::read(&path).unwrap(), again.to_bytes().unwrap());
    assert_eq!(fs::read_dir(&scratch.0).unwrap().count(), 1);
}

#[test]
fn files_that_are_none() {
    let scratch = Scratch::new("none");
    let missing = problem(scratch.0.join("missing.safetensors"));
    assert!(missing.starts_with("cannot be read: "), "{missing}");
    for (name, bytes, expected) in [
        ("empty", &b""[..], "has 0 bytes, too few for a safetensors file"),
        ("archive.pt", b"PK\x03\x04 and so on", "is a file of `torch.save`"),
        ("pickle.pt", b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.", "is a file of `torch.save`"),
        ("text", b"This is a file of text.", "not a safetensors file"),
        ("json", &with_header("{}}", 0), "not a safetensors file"),
    ] {
        let found = problem(scratch.file(name, bytes));
        assert!(found.contains(expected), "{name}: {found}");
    }
}

#[test]
fn a_file_cut_off_anywhere_is_an_error() {
    let bytes = fs::read(digits()).unwrap();
    let header = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    let cuts = (0..64).chain([header, header + 7, header + 8, bytes.len() / 2, bytes.len() - 1]);
    for cut in cuts {
        assert!(matches!(StateDict::from_bytes(&bytes[..cut]), Err(Error::Format(_))), "{cut}");
    }
    let scratch = Scratch::new("cut");
    let found = problem(scratch.file("cut", &bytes[..bytes.len() / 2]));
    assert!(found.starts_with("is truncated"), "{found}");
}

#[test]
fn damaged_bytes_never_panic() {
    let bytes = fs::read(digits()).unwrap();
    let header = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    for at in 0..header + 8 {
        for flip in [0x01, 0x10, 0x80] {
            let mut damaged = bytes.clone();
            damaged[at] ^= flip;
            // A flipped digit may still be a file; what counts is that there is an answer.
            let _ = StateDict::from_bytes(&damaged);
        }
    }
}

#[test]
fn shapes_that_no_tensor_has() {
    let scratch = Scratch::new("shapes");
    let header = r#"{"deep":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}"#;
    let found = problem(scratch.file("deep", &with_header(header, 4)));
    assert!(found.contains("`deep`") && found.contains("at most 8 dimensions"), "{found}");
    let header = r#"{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#;
    problem(scratch.file("short", &with_header(header, 4)));
    let header = r#"{"t":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}"#;
    problem(scratch.file("huge", &with_header(header, 4)));
}

#[test]
fn what_cannot_be_written_is_an_error() {
    let dict = StateDict::from_iter([("a", Tensor::ones(&[1]))]);
    let nowhere = std::env::temp_dir().join("quantizable-no-such-folder").join("x");
    assert!(matches!(dict.save(&nowhere), Err(Error::File { path, .. }) if path == nowhere));
    let reserved = StateDict::from_iter([("__metadata__", Tensor::ones(&[1]))]);
    assert!(reserved.to_bytes().unwrap_err().to_string().contains("`__metadata__`"));
}
