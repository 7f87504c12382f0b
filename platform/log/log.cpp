#include "platform/log/log.hpp"

#include "platform/time/timestamp.hpp"

namespace boxoffice {

namespace {

std::string_view name_of(Level level) {
    switch (level) {
        case Level::debug: return "debug";
        case Level::info: return "info";
        case Level::warning: return "warning";
        case Level::error: return "error";
    }
    return "error";
}

Timestamp now() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

void append_causes(std::string& out, const std::exception& fault) {
    out += fault.what();
    try {
        std::rethrow_if_nested(fault);
    } catch (const std::exception& cause) {
        out += ": ";
        append_causes(out, cause);
    } catch (...) {
        out += ": an exception without words";
    }
}

}  // namespace

void Log::debug(std::string_view message, std::initializer_list<Field> fields) const {
    write(Level::debug, nullptr, message, fields);
}
void Log::info(std::string_view message, std::initializer_list<Field> fields) const {
    write(Level::info, nullptr, message, fields);
}
void Log::warning(std::string_view message, std::initializer_list<Field> fields) const {
    write(Level::warning, nullptr, message, fields);
}
void Log::error(std::string_view message, std::initializer_list<Field> fields) const {
    write(Level::error, nullptr, message, fields);
}
void Log::info(const Trace& trace, std::string_view message, std::initializer_list<Field> fields) const {
    write(Level::info, &trace, message, fields);
}
void Log::warning(const Trace& trace, std::string_view message, std::initializer_list<Field> fields) const {
    write(Level::warning, &trace, message, fields);
}
void Log::error(const Trace& trace, std::string_view message, std::initializer_list<Field> fields) const {
    write(Level::error, &trace, message, fields);
}

void Log::write(Level level, const Trace* trace, std::string_view message, std::initializer_list<Field> fields) const {
    if (file_ == nullptr || level < file_->level()) return;
    std::string line;
    line.reserve(256);
    line += "{\"time\":";
    json::append(line, now());
    line += ",\"level\":";
    json::append(line, name_of(level));
    line += ",\"service\":";
    json::append(line, service_);
    line += ",\"message\":";
    json::append(line, message);
    if (trace != nullptr) {
        line += ",\"trace_id\":\"";
        line += trace->trace_id_text();
        line += '"';
    }
    for (const auto& field : fields) {
        line += ',';
        field.append_to(line);
    }
    line += '}';
    file_->append(level, std::move(line));
}

std::string describe(const std::exception_ptr& fault) {
    if (!fault) return "no exception";
    try {
        std::rethrow_exception(fault);
    } catch (const std::exception& exception) {
        std::string out;
        append_causes(out, exception);
        return out;
    } catch (...) {
        return "an exception without words";
    }
}

}  // namespace boxoffice
