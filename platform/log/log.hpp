#pragma once

#include "platform/json/write.hpp"
#include "platform/trace/trace.hpp"

#include <concepts>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace boxoffice {

enum class Level { debug, info, warning, error };

/// One named value of a log line. Whatever json::write takes can be one; Secret cannot. It refers to the value, and
/// costs next to nothing where the line is not written: make one only as an argument.
class Field {
public:
    template <class T>
    Field(std::string_view name, const T& value)
        : name_(name), value_(&value), append_value_([](std::string& line, const void* given) {
              json::append(line, *static_cast<const T*>(given));
          }) {}

    /// Appends `"name":value`.
    void append_to(std::string& line) const {
        json::append(line, name_);
        line += ':';
        append_value_(line, value_);
    }

private:
    std::string_view name_;
    const void* value_;
    void (*append_value_)(std::string& line, const void* value);
};

/// The one log file of all services: one JSON object a line, appended with O_APPEND in whole lines. Lines are gathered
/// and written by a thread of its own within 100 ms, and when the file closes. Safe from any thread.
class LogFile {
public:
    struct Options {
        std::string path;
        Level level = Level::info;
        bool standard_output = false;  ///< each line there too
    };
    /// Throws std::system_error when the file cannot be opened.
    explicit LogFile(Options options);
    ~LogFile();

    /// Opens the path anew (SIGHUP, after the file was moved away).
    void reopen();
    /// Returns when all that was given is written.
    void flush();
    void append(Level level, std::string line);
    Level level() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// A service's voice in the log file. Cheap to copy; a default-made one is silent.
class Log {
public:
    Log() = default;
    Log(LogFile& file, std::string service) : file_(&file), service_(std::move(service)) {}

    /// Whether a line of this level would be written: for a hot path that would rather not build its fields.
    bool writes(Level level) const { return file_ != nullptr && level >= file_->level(); }

    void debug(std::string_view message, std::initializer_list<Field> fields = {}) const;
    void info(std::string_view message, std::initializer_list<Field> fields = {}) const;
    void warning(std::string_view message, std::initializer_list<Field> fields = {}) const;
    void error(std::string_view message, std::initializer_list<Field> fields = {}) const;
    /// The same with the trace that the line belongs to.
    void info(const Trace& trace, std::string_view message, std::initializer_list<Field> fields = {}) const;
    void warning(const Trace& trace, std::string_view message, std::initializer_list<Field> fields = {}) const;
    void error(const Trace& trace, std::string_view message, std::initializer_list<Field> fields = {}) const;

private:
    void write(Level level, const Trace* trace, std::string_view message, std::initializer_list<Field> fields) const;

    LogFile* file_ = nullptr;
    std::string service_;
};

/// What an exception says, for a log line.
std::string describe(const std::exception_ptr& fault);

}  // namespace boxoffice
