#pragma once

namespace boxoffice::sqlite {

/// The name of a file system for SQLite (https://www.sqlite.org/vfs.html) in which the write-ahead log of a file is
/// written in few large pieces. SQLite gives each page of a commit to the operating system by two calls, one of 24
/// bytes; this one gathers what follows on itself and writes it before the sync, or whatever else comes. Only for
/// `synchronous=FULL`: there every commit syncs its log before others are shown it, so nothing is seen before it is
/// written. All else is as the default file system does it. From any thread.
const char* gathered_log();

}  // namespace boxoffice::sqlite
