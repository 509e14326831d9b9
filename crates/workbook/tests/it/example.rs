//! The committed example is what its source says.

use cascade_method::Lang;
use cascade_workbook::read;

use crate::source::q3_sales;

const CHINESE: &[u8] = include_bytes!("../../../../examples/q3-sales.xlsx");
const ENGLISH: &[u8] = include_bytes!("../../../../examples/q3-sales.en.xlsx");

#[test]
fn the_committed_files_read_back_equal_to_their_source() {
    for (bytes, lang) in [(CHINESE, Lang::Zh), (ENGLISH, Lang::En)] {
        let outcome = read(bytes).unwrap();
        assert_eq!(outcome.issues, []);
        assert_eq!(
            outcome.document,
            q3_sales(lang),
            "run: cargo run -p cascade-workbook --example q3_sales"
        );
    }
}
