//! Files as they come in: counted while they are read, written to the disk piece by piece.

use std::{fs::File, io::Write, sync::Arc};

use axum::{
    extract::{Multipart, multipart::Field},
    http::StatusCode,
};

use super::super::{Problem, Web};
use crate::folder::{
    FolderError, now,
    uploads::{FILES, Upload, UploadedFile, Uploads, shown_name},
};

/// Bytes one upload may have.
pub(super) const UPLOAD_BYTES: u64 = 2 << 30;

/// Uploads that are kept at one time; retention removes old ones.
const KEPT: usize = 500;

/// Bytes that are held before they are written.
const PIECE: usize = 1 << 20;

/// Removes what has come where the rest does not.
struct Begun {
    uploads: Uploads,
    id: Option<String>,
}

impl Drop for Begun {
    fn drop(&mut self) {
        if let Some(id) = self.id.take() {
            // What cannot be removed now is removed by its age.
            self.uploads.remove(&id).ok();
        }
    }
}

/// Takes files in. What is kept of them has the state of a first look that is about to begin.
///
/// # Errors
///
/// If there is no file in it, too much, or the disk is full; then nothing is kept.
pub(super) async fn received(web: &Arc<Web>, by: &str, mut parts: Multipart) -> Result<Upload, Problem> {
    let Ok(_place) = web.uploads.receiving.try_acquire() else {
        return Err(Problem::later("many files are coming in just now: try again in a moment"));
    };
    let actor = by.to_owned();
    let mut upload = web
        .blocking(move |web| {
            let uploads = Uploads::of(&web.desk.folder);
            if uploads.count() >= KEPT {
                return Err(Problem::conflict("too many uploads are kept: remove some under Data first"));
            }
            Ok(uploads.begin(&actor, now())?)
        })
        .await?;
    let mut begun = Begun { uploads: Uploads::of(&web.desk.folder), id: Some(upload.id.clone()) };
    let mut left = UPLOAD_BYTES;
    while let Some(part) = parts.next_field().await.map_err(|e| unreadable(&e))? {
        let name = part.file_name().map(str::to_owned);
        match (part.name(), name) {
            (Some("files"), Some(name)) => {
                let Some(bytes) = file(&begun.uploads, &upload, part, &mut left).await? else { continue };
                upload.files.push(UploadedFile { name: shown_name(&name), bytes });
            }
            _ => return Err(Problem::invalid("files", "send files, each as a part named files")),
        }
    }
    distinct(&mut upload.files);
    if upload.files.is_empty() {
        return Err(Problem::invalid("files", "choose a file first"));
    }
    begun.id = None;
    Ok(upload)
}

/// Writes one file; gives its size, or none for the empty part of a form in which no file was chosen.
async fn file(
    uploads: &Uploads,
    upload: &Upload,
    mut part: Field<'_>,
    left: &mut u64,
) -> Result<Option<u64>, Problem> {
    let unnamed = part.file_name().is_none_or(str::is_empty);
    let mut piece = Vec::new();
    let mut bytes = 0;
    let mut out: Option<File> = None;
    loop {
        let chunk = part.chunk().await.map_err(|e| unreadable(&e))?;
        if let Some(chunk) = &chunk {
            bytes += chunk.len() as u64;
            *left = left.checked_sub(chunk.len() as u64).ok_or_else(too_large)?;
            piece.extend_from_slice(chunk);
        }
        let last = chunk.is_none();
        if last && bytes == 0 && unnamed {
            return Ok(None);
        }
        if last || piece.len() >= PIECE {
            let ready = match out.take() {
                Some(out) => out,
                None if upload.files.len() >= FILES => {
                    return Err(Problem::invalid("files", format!("no more than {FILES} at one time")));
                }
                None => uploads.create_file(upload).map_err(|e| full_or(&e, "made"))?,
            };
            out = Some(written(ready, std::mem::take(&mut piece), last).await?);
        }
        if last {
            return Ok(Some(bytes));
        }
    }
}

async fn written(mut out: File, piece: Vec<u8>, last: bool) -> Result<File, Problem> {
    let writing = tokio::task::spawn_blocking(move || {
        out.write_all(&piece)?;
        if last {
            out.sync_all()?;
        }
        Ok(out)
    });
    let done =
        writing.await.map_err(|_| Problem::failed("the writing broke off; see the server's messages"))?;
    done.map_err(|e| full_or(&e, "written"))
}

/// Files of the same name are told apart by a number: what is said of a row names its file.
fn distinct(files: &mut [UploadedFile]) {
    for n in 1..files.len() {
        let (before, here) = files.split_at_mut(n);
        let Some(here) = here.first_mut() else { return };
        let plain = here.name.clone();
        let mut again = 2;
        while before.iter().any(|file| file.name == here.name) {
            here.name = format!("{plain} ({again})");
            again += 1;
        }
    }
}

fn full_or(error: &std::io::Error, what: &str) -> Problem {
    if error.kind() == std::io::ErrorKind::StorageFull {
        return Problem::new(
            StatusCode::INSUFFICIENT_STORAGE,
            "disk-full",
            "The disk is full",
            "free some space and send the files again; nothing changed",
        );
    }
    FolderError::Refused(format!("a file that was sent could not be {what}: {error}")).into()
}

fn too_large() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too-large",
        "That is too much",
        "one upload takes up to 2 GB: pack files with gzip, or send them one after the other",
    )
}

fn unreadable(error: &axum::extract::multipart::MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    Problem::new(
        StatusCode::BAD_REQUEST,
        "unreadable",
        "The upload broke off",
        "send it again, as multipart/form-data with a part named files",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_one_name_are_told_apart() {
        let mut files: Vec<UploadedFile> = ["a.csv", "a.csv", "b.csv", "a.csv", "a.csv (2)"]
            .into_iter()
            .map(|name| UploadedFile { name: name.to_owned(), bytes: 1 })
            .collect();
        distinct(&mut files);
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["a.csv", "a.csv (2)", "b.csv", "a.csv (3)", "a.csv (2) (2)"]);
    }
}
