//! Files of history as the records list them and as the store knows them.

use history::store::{Listed, Role};

use super::FolderError;

/// A file as the store knows it.
pub(crate) fn known(file: &records::Listed) -> Result<Listed, FolderError> {
    let unreadable = |what: String| {
        FolderError::Damaged(format!("the manifest's entry for {} cannot be read: {what}", file.path))
    };
    Ok(Listed {
        path: file.path.clone(),
        kind: file.kind.parse().map_err(|e: facts::schema::UnknownKind| unreadable(e.to_string()))?,
        role: file.role.parse().map_err(|e: history::store::UnknownRole| unreadable(e.to_string()))?,
        batch: file.batch,
        rows: file.rows,
        bytes: file.bytes,
        checksum: file.checksum.clone(),
        first: file.first,
        last: file.last,
        gaps: file.gaps.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
    })
}

/// Files as the store knows them.
pub(crate) fn all_known(files: &[records::Listed]) -> Result<Vec<Listed>, FolderError> {
    files.iter().map(known).collect()
}

/// A file as the records list it.
pub(crate) fn kept(file: &Listed) -> records::Listed {
    records::Listed {
        path: file.path.clone(),
        kind: file.kind.name().to_owned(),
        role: file.role.name().to_owned(),
        batch: file.batch,
        rows: file.rows,
        bytes: file.bytes,
        checksum: file.checksum.clone(),
        first: file.first,
        last: file.last,
        gaps: file.gaps.join(","),
    }
}

/// Files as the records list them.
pub(crate) fn all_kept(files: &[Listed]) -> Vec<records::Listed> {
    files.iter().map(kept).collect()
}

/// The files of message ids among these.
pub(crate) fn of_ids(files: &[Listed]) -> Vec<Listed> {
    files.iter().filter(|file| file.role == Role::Ids).cloned().collect()
}
