//! `goodwill people`: who may sign in, and as what.

use access::{Role, token};
use clap::{Args, Subcommand};
use records::{Actor, NewOneTime, Person, Purpose, RecordsError, normal_email};
use serde_json::json;
use url::Url;

use super::{Failure, key::moment};
use crate::folder::{Access, Folder, FolderArgs, now};

/// How long an invitation opens: a week.
const INVITATION_MICROS: i64 = 7 * 86_400 * 1_000_000;
/// How long a link to a new password opens: a day.
const RESET_MICROS: i64 = 86_400 * 1_000_000;

/// Lists, invites and removes people, changes their roles, and lets them set a new password.
///
/// No mail is sent: a link is printed once, opens one time, and is yours to hand over. The first
/// owner is made by the link that 'goodwill serve' prints at its first start.
#[derive(Debug, Args)]
pub(crate) struct PeopleArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lists who may sign in, and invitations that are open
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        folder: FolderArgs,
    },
    /// Prints a link with which somebody joins; it opens once, for a week
    Invite {
        /// Where the person signs in
        #[arg(value_name = "EMAIL", value_parser = address)]
        email: String,
        /// What the person may do: owner, analyst, desk or reader
        #[arg(long, value_name = "ROLE")]
        role: Role,
        #[command(flatten)]
        pages: Pages,
        #[command(flatten)]
        folder: FolderArgs,
    },
    /// Gives somebody another role
    Role {
        /// Where the person signs in
        #[arg(value_name = "EMAIL", value_parser = address)]
        email: String,
        /// owner, analyst, desk or reader
        #[arg(value_name = "ROLE")]
        role: Role,
        #[command(flatten)]
        folder: FolderArgs,
    },
    /// Prints a link to a new password; it opens once, for a day
    Reset {
        /// Where the person signs in
        #[arg(value_name = "EMAIL", value_parser = address)]
        email: String,
        #[command(flatten)]
        pages: Pages,
        #[command(flatten)]
        folder: FolderArgs,
    },
    /// Takes somebody's access away and ends where they are signed in
    Remove {
        /// Where the person signs in
        #[arg(value_name = "EMAIL", value_parser = address)]
        email: String,
        #[command(flatten)]
        folder: FolderArgs,
    },
}

/// Where the pages are.
#[derive(Debug, Args)]
struct Pages {
    /// Under which address people reach the pages
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080", value_parser = public)]
    public_url: Url,
}

impl PeopleArgs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let open = |folder: &FolderArgs| Folder::open(folder, Access::Existing);
        match self.command {
            Command::List { json, folder } => list(&open(&folder)?, json),
            Command::Invite { email, role, pages, folder } => {
                invite(&Folder::open(&folder, Access::Create)?, &email, role, &pages.public_url)
            }
            Command::Role { email, role, folder } => change(&open(&folder)?, &email, role),
            Command::Reset { email, pages, folder } => reset(&open(&folder)?, &email, &pages.public_url),
            Command::Remove { email, folder } => remove(&open(&folder)?, &email),
        }
    }
}

fn list(folder: &Folder, as_json: bool) -> Result<(), Failure> {
    let people = folder.wait(folder.records().people())?;
    let mut open = folder.wait(folder.records().one_times())?;
    let now = now();
    open.retain(|link| link.purpose == Purpose::Invitation && link.expires_at > now);
    if as_json {
        let people: Vec<_> = people.iter().map(in_json).collect();
        let invited: Vec<_> = open
            .iter()
            .map(|link| json!({ "email": link.email, "role": link.role, "opens_until": moment(link.expires_at) }))
            .collect();
        say!("{}", serde_json::to_string_pretty(&json!({ "people": people, "invited": invited }))?);
        return Ok(());
    }
    if people.is_empty() && open.is_empty() {
        say!("Nobody yet: 'goodwill serve' prints a link for the first owner");
        return Ok(());
    }
    say!("{:>6}  {:<8}  {:<32}  {:<20}  seen", "number", "role", "e-mail", "name");
    for person in people {
        let seen = match (person.disabled_at, person.seen_at) {
            (Some(at), _) => format!("removed {}", moment(at)),
            (None, Some(at)) => moment(at),
            (None, None) => "never".to_owned(),
        };
        say!("{:>6}  {:<8}  {:<32}  {:<20}  {seen}", person.id, person.role, person.email, person.name);
    }
    for link in open {
        let (role, email) = (link.role.unwrap_or_default(), link.email.unwrap_or_default());
        say!("{:>6}  {role:<8}  {email:<32}  {:<20}  invited until {}", "-", "-", moment(link.expires_at));
    }
    Ok(())
}

fn in_json(person: &Person) -> serde_json::Value {
    json!({
        "number": person.id,
        "email": person.email,
        "name": person.name,
        "role": person.role,
        "added_at": moment(person.created_at),
        "seen_at": person.seen_at.map(moment),
        "removed_at": person.disabled_at.map(moment),
    })
}

fn invite(folder: &Folder, email: &str, role: Role, pages: &Url) -> Result<(), Failure> {
    let known = folder.wait(folder.records().person_by_email(email))?;
    if known.is_some_and(|person| person.disabled_at.is_none()) {
        return Err(Failure::wrong_use(format!(
            "{email} may sign in already; 'goodwill people role {email} {role}' gives another role"
        )));
    }
    let link = link(folder, pages, "invitation", INVITATION_MICROS, |digest, expires_at| NewOneTime {
        purpose: Purpose::Invitation,
        digest,
        email: Some(email.to_owned()),
        role: Some(role.to_string()),
        person: None,
        expires_at,
    })?;
    say!("{link}");
    remark!(
        "Hand this link to {email}: it opens once, for a week, and makes an account with the role {role}."
    );
    Ok(())
}

fn reset(folder: &Folder, email: &str, pages: &Url) -> Result<(), Failure> {
    let person = there(folder, email)?;
    let link = link(folder, pages, "reset", RESET_MICROS, |digest, expires_at| NewOneTime {
        purpose: Purpose::Reset,
        digest,
        email: None,
        role: None,
        person: Some(person.id),
        expires_at,
    })?;
    say!("{link}");
    remark!("Hand this link to {email}: it opens once, for a day, and sets a new password.");
    Ok(())
}

/// Makes a link; only the digest of its token is kept.
fn link(
    folder: &Folder,
    pages: &Url,
    door: &str,
    micros: i64,
    new: impl FnOnce([u8; 32], i64) -> NewOneTime,
) -> Result<String, Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| Failure::new(format!("no random numbers: {error}")))?;
    let token = token::make(token::Kind::OneTime, &bytes);
    let digest = token::digest(token::Kind::OneTime, &token)
        .ok_or_else(|| Failure::new("a token that was just made could not be read"))?;
    let now = now();
    let new = new(digest, now.saturating_add(micros));
    folder.wait(folder.records().add_one_time(new, &Actor::command(), now))?;
    Ok(format!("{}/{door}/{token}", pages.as_str().trim_end_matches('/')))
}

fn change(folder: &Folder, email: &str, role: Role) -> Result<(), Failure> {
    let person = there(folder, email)?;
    let changed = folder.wait(folder.records().change_role(person.id, role.name(), &Actor::command(), now()));
    if changed.map_err(no_owner)? {
        say!("{email} is {role} from the next request on.");
        Ok(())
    } else {
        Err(nobody(email))
    }
}

fn remove(folder: &Folder, email: &str) -> Result<(), Failure> {
    let person = there(folder, email)?;
    let removed = folder.wait(folder.records().disable_person(person.id, &Actor::command(), now()));
    if removed.map_err(no_owner)? {
        say!("{email} may sign in no more, and is signed out everywhere.");
        Ok(())
    } else {
        Err(nobody(email))
    }
}

fn there(folder: &Folder, email: &str) -> Result<Person, Failure> {
    folder
        .wait(folder.records().person_by_email(email))?
        .filter(|person| person.disabled_at.is_none())
        .ok_or_else(|| nobody(email))
}

fn nobody(email: &str) -> Failure {
    Failure::new(format!("nobody signs in as {email}; 'goodwill people list' shows who does"))
}

fn no_owner(error: RecordsError) -> Failure {
    match error {
        RecordsError::LastOwner => Failure::wrong_use(error.to_string()),
        other => other.into(),
    }
}

fn address(text: &str) -> Result<String, String> {
    let email = normal_email(text);
    let whole = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    if whole && email.len() <= 254 && !email.chars().any(|c| c.is_whitespace() || c.is_control()) {
        Ok(email)
    } else {
        Err("an e-mail address is needed: ann@example.com".to_owned())
    }
}

fn public(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let url = url.filter(|url| url.host().is_some() && url.query().is_none() && url.fragment().is_none());
    url.ok_or_else(|| "an address of the pages is needed: https://goodwill.example.com".to_owned())
}
