//! An upload as its page shows it.

use access::Right;
use facts::Day;
use pages::{
    Reader,
    data::{
        report::{self, Downloads, Facts, Rejected, Values},
        upload::{Busy, Preview, Question, QuestionChoice, State as Shown, View},
    },
};

use super::{
    super::{Caller, Problem, Web},
    upload_form,
    who::Who,
    work::{Running, What},
};
use crate::folder::uploads::{Asked, CORRECTIONS, Look, REJECTS, Report, State, Upload, Uploads};

/// The page's view of an upload.
///
/// # Errors
///
/// If the records cannot be read.
pub(super) async fn view(
    web: &Web,
    caller: &Caller,
    upload: Upload,
    running: Option<&Running>,
    errors: Vec<(String, String)>,
) -> Result<View, Problem> {
    let upload = if caller.may(Right::IdentityRead) { upload } else { upload.masked() };
    let may_change = caller.may(Right::DataWrite);
    let values = values(web, &upload).await?;
    let state = match (&upload.state, running) {
        (_, Some(running)) => Shown::Busy(busy(running, may_change)),
        (State::Looking | State::Checking | State::Importing | State::BrokenOff, None) => Shown::BrokenOff,
        (State::Asked { question }, None) => Shown::Asked(question_of(&caller.reader, question)),
        (State::Ready, None) => Shown::Ready,
        (State::Checked { report }, None) => {
            Shown::Done(Box::new(report_of(caller, &upload, report, Values::Silent, true, web)))
        }
        (State::Imported { report }, None) => {
            Shown::Done(Box::new(report_of(caller, &upload, report, values, false, web)))
        }
        (State::Known { import, at }, None) => Shown::Known { import: *import, at: *at },
        (State::Failed { why }, None) => Shown::Failed(why.clone()),
        (State::Stopped, None) => Shown::Stopped,
    };
    // What was imported is done: undoing it is done with the import, not with the file.
    let open = !matches!(upload.state, State::Imported { .. }) && running.is_none();
    let form = (may_change && open && upload.look.is_some()).then(|| upload_form::form(&upload, errors));
    let previews = upload.look.iter().flat_map(|look| upload.files.iter().zip(&look.previews));
    Ok(View {
        previews: previews
            .map(|(file, preview)| Preview {
                file: file.name.clone(),
                format: preview.format.clone(),
                delimiter: preview.delimiter.clone(),
                encoding: preview.encoding.clone(),
                header: preview.header,
                columns: preview.columns.clone(),
                rows: preview.rows.clone(),
            })
            .collect(),
        files: upload.files.iter().map(|file| (file.name.clone(), file.bytes)).collect(),
        by: Who::now(web).await?.words(&caller.reader, &upload.by),
        id: upload.id.clone(),
        may_remove: may_change && running.is_none(),
        notes: upload.look.as_ref().map(notes).unwrap_or_default(),
        state,
        form,
    })
}

fn busy(running: &Running, may_stop: bool) -> Busy {
    Busy {
        what: match running.what {
            _ if running.waits() => "waiting",
            What::Look => "looking",
            What::Check => "checking",
            What::Import => "importing",
        },
        share: running.share(),
        rows: running.step.rows(),
        may_stop,
    }
}

fn question_of(reader: &Reader, asked: &Asked) -> Question {
    let choices = asked.choices.iter().map(|choice| {
        let (option, value) = choice.option.split_once(' ').unwrap_or((choice.option.as_str(), ""));
        match option {
            "--map" => match crate::folder::uploads::mapped(value.trim()) {
                Some((_, column)) if column.is_empty() => QuestionChoice::NoColumn,
                Some((_, column)) => {
                    QuestionChoice::Column(column.trim_start_matches('#').to_owned(), choice.meaning.clone())
                }
                None => QuestionChoice::Told(choice.meaning.clone()),
            },
            "--currency" => QuestionChoice::Other(value.trim().to_owned(), choice.meaning.clone()),
            // Only an example: the zone is named in the form.
            "--time-zone" => QuestionChoice::Told(reader.t("data-upload-choice-zone-hint")),
            "--date-format" | "--decimal" | "--duplicates" | "--delimiter" => {
                QuestionChoice::Other(capital(&choice.meaning), String::new())
            }
            _ => QuestionChoice::Told(choice.meaning.clone()),
        }
    });
    Question { file: asked.file.clone(), about: asked.about.clone(), choices: choices.collect() }
}

/// What a first look found, in lines.
fn notes(look: &Look) -> Vec<String> {
    let money = Some(format!("{}.", capital(&look.money))).filter(|_| !look.money.is_empty());
    money.into_iter().chain(look.notes.iter().map(|note| format!("{}.", capital(note)))).collect()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What became of values since an import.
///
/// # Errors
///
/// If the records cannot be read.
pub(super) async fn values(web: &Web, upload: &Upload) -> Result<Values, Problem> {
    let State::Imported { report } = &upload.state else { return Ok(Values::Silent) };
    if report.import.is_none() {
        return Ok(Values::Silent);
    }
    if web.at_hand.is_valuing() {
        return Ok(Values::Fitting);
    }
    Ok(match web.valued().await? {
        Some(valued) if valued.fitted_at >= upload.at => Values::Fitted,
        Some(_) => Values::Follow,
        None => Values::None,
    })
}

fn report_of(
    caller: &Caller,
    upload: &Upload,
    report: &Report,
    values: Values,
    check: bool,
    web: &Web,
) -> report::Report {
    let day = |text: &String| {
        let day = text.parse::<Day>().ok();
        day.map_or_else(|| text.clone(), |day| caller.reader.day(day))
    };
    let known = caller.may(Right::IdentityRead);
    let kept = |name: &str| Uploads::of(&web.desk.folder).beside(upload, name).exists();
    let path = |name: &str| format!("/data/uploads/{}/{name}", upload.id);
    let downloads = (known && kept(REJECTS)).then(|| Downloads {
        list: path(REJECTS),
        corrections: kept(CORRECTIONS).then(|| path(CORRECTIONS)),
    });
    report::Report {
        import: report.import,
        check,
        rows: report.rows,
        accepted: report.accepted,
        rejected: report.rejected,
        facts: report
            .facts
            .iter()
            .map(|(kind, became)| Facts {
                kind: kind.clone(),
                created: became.created,
                updated: became.updated,
                unchanged: became.unchanged,
                left_alone: became.left_alone,
            })
            .collect(),
        customers_new: report.customers_new,
        days: report.days.as_ref().map(|(from, to)| (day(from), day(to))),
        money: capital(&report.money),
        notes: report.notes.iter().map(|note| capital(note)).collect(),
        first: report.first.clone(),
        reasons: report.reasons.iter().map(|reason| (reason.text.clone(), reason.rows)).collect(),
        rejects: report
            .rejects
            .iter()
            .map(|reject| Rejected {
                file: reject.file.clone(),
                line: reject.line,
                column: reject.column.clone(),
                reason: reject.reason.clone(),
                value: reject.detail.clone(),
                row: reject.text.clone(),
            })
            .collect(),
        downloads,
        values,
    }
}
