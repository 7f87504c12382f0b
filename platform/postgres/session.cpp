#include "platform/postgres/session.hpp"

#include "platform/postgres/error.hpp"
#include "platform/problem/unavailable.hpp"

#include <libpq-fe.h>
#include <openssl/ssl.h>
#include <boost/asio/post.hpp>

namespace boxoffice::postgres {

namespace {

constexpr int binary_format = 1;

/// The same text with other types is another statement.
std::string key_of(const Statement& statement) {
    std::string key = statement.sql;
    for (const auto type : statement.parameters.types()) key += '\n' + std::to_string(static_cast<std::uint32_t>(type));
    return key;
}

bool is_ending(const PGresult* notice) {
    const char* severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
    return severity && (std::string_view(severity) == "FATAL" || std::string_view(severity) == "PANIC");
}

void hear_notice(void* doomed, const PGresult* notice) {
    if (is_ending(notice)) *static_cast<bool*>(doomed) = true;
}

std::string text_of(const PGresult* result, int field) {
    const char* text = PQresultErrorField(result, field);
    return text ? text : "";
}

}  // namespace

Session::Session(Loop& loop, Timeouts& timeouts, Handle connection)
    : loop_(loop), timeouts_(timeouts), connection_(std::move(connection)), socket_(loop) {
    PQsetNoticeReceiver(connection_.get(), hear_notice, &doomed_);
    socket_.watch(PQsocket(connection_.get()));
}

Session::~Session() { close(); }

Task<std::vector<Result>> Session::run(std::vector<Statement> statements, Deadline deadline) {
    co_return co_await suspended<std::vector<Result>>([this, &statements, deadline](Resumed resume) {
        begin(deadline, std::move(resume));
        send(statements);
        flush();
    });
}

Task<> Session::run_script(std::string sql, Deadline deadline) {
    co_await suspended<std::vector<Result>>([this, &sql, deadline](Resumed resume) {
        begin(deadline, std::move(resume));
        round_->is_script = true;
        if (!connection_ || PQexitPipelineMode(connection_.get()) != 1 ||
            PQsendQuery(connection_.get(), sql.c_str()) != 1)
            doomed_ = true;
        flush();
    });
}

void Session::begin(Deadline deadline, Resumed resume) {
    round_ = std::make_unique<Round>();
    round_->resume = std::move(resume);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    round_->timeout = timeouts_.after(std::max(left, std::chrono::milliseconds(0)), [self = shared_from_this()] {
        self->round_->timed_out = true;
        self->lose("no answer in time");
    });
}

void Session::send(const std::vector<Statement>& statements) {
    if (!connection_) return;
    for (const auto& statement : statements) send(statement);
    if (PQpipelineSync(connection_.get()) != 1) doomed_ = true;
}

void Session::send(const Statement& statement) {
    const auto name = prepare(statement);
    const auto count = statement.parameters.size();
    std::vector<const char*> values(count);
    std::vector<int> lengths(count);
    const std::vector<int> formats(count, binary_format);
    for (std::size_t i = 0; i < count; ++i) {
        const auto& value = statement.parameters.value(i);
        values[i] = value ? value->data() : nullptr;
        lengths[i] = value ? static_cast<int>(value->size()) : 0;
    }
    round_->commands.emplace_back();
    if (PQsendQueryPrepared(connection_.get(), name.c_str(), static_cast<int>(count), values.data(), lengths.data(),
                            formats.data(), binary_format) != 1)
        doomed_ = true;
}

// Prepared in the same round; the statement counts as prepared once the server has said so.
std::string Session::prepare(const Statement& statement) {
    auto key = key_of(statement);
    if (const auto found = prepared_.find(key); found != prepared_.end()) return found->second;
    const auto name = "s" + std::to_string(++names_);
    std::vector<Oid> types;
    for (const auto type : statement.parameters.types()) types.push_back(static_cast<Oid>(type));
    if (PQsendPrepare(connection_.get(), name.c_str(), statement.sql, static_cast<int>(types.size()), types.data()) !=
        1)
        doomed_ = true;
    round_->commands.push_back({.prepares = key});
    prepared_.emplace(std::move(key), name);
    return name;
}

void Session::flush() {
    const int left = connection_ && !doomed_ ? PQflush(connection_.get()) : -1;
    if (left < 0)
        return boost::asio::post(loop_, [self = shared_from_this()] { self->lose("the connection is lost"); });
    wait_for_answer();
    if (left == 0 || writing_) return;
    writing_ = true;
    socket_.wait(SocketWatch::Wait::wait_write, [self = shared_from_this()](boost::system::error_code aborted) {
        if (aborted) return;
        self->writing_ = false;
        if (self->round_) self->flush();
    });
}

void Session::wait_for_answer() {
    if (reading_) return;
    reading_ = true;
    socket_.wait(SocketWatch::Wait::wait_read, [self = shared_from_this()](boost::system::error_code aborted) {
        if (aborted) return;
        self->reading_ = false;
        if (self->round_) self->read();
    });
}

void Session::read() {
    if (PQconsumeInput(connection_.get()) != 1) return lose(message_of(connection_.get()));
    drain_encrypted();
    take_results();
    if (round_) flush();
}

// What OpenSSL has read and libpq has not asked for yet wakes no socket.
void Session::drain_encrypted() {
    auto* const ssl = static_cast<SSL*>(PQsslStruct(connection_.get(), "OpenSSL"));
    if (!ssl) return;
    while (PQisBusy(connection_.get()) == 1 && SSL_pending(ssl) > 0)
        if (PQconsumeInput(connection_.get()) != 1) return;
}

void Session::take_results() {
    while (round_ && PQisBusy(connection_.get()) == 0) {
        const std::shared_ptr<const PGresult> result(PQgetResult(connection_.get()),
                                                     [](const PGresult* one) { PQclear(const_cast<PGresult*>(one)); });
        if (PQstatus(connection_.get()) == CONNECTION_BAD) return lose(message_of(connection_.get()));
        take(result);
    }
}

void Session::take(const std::shared_ptr<const PGresult>& result) {
    auto& round = *round_;
    if (!result) {
        if (round.is_script) return finish();
        if (round.commands.empty()) return lose("an answer that nobody asked for");
        return round.commands.pop_front();
    }
    switch (PQresultStatus(result.get())) {
        case PGRES_PIPELINE_SYNC: return finish();
        case PGRES_PIPELINE_ABORTED:
            if (!round.commands.empty()) prepared_.erase(round.commands.front().prepares);
            return;
        case PGRES_COMMAND_OK:
        case PGRES_TUPLES_OK:
            if (!round.is_script && !round.commands.empty() && round.commands.front().prepares.empty())
                round.results.emplace_back(result);
            return;
        default: return refuse(result.get());
    }
}

void Session::refuse(const PGresult* result) {
    const auto state = text_of(result, PG_DIAG_SQLSTATE);
    if (ends_connection(state) || is_ending(result)) doomed_ = true;
    if (!round_->commands.empty()) prepared_.erase(round_->commands.front().prepares);
    if (!round_->fault) round_->fault = fault_of(state, text_of(result, PG_DIAG_MESSAGE_PRIMARY));
}

void Session::lose(const std::string& why) {
    if (round_ && !round_->fault) round_->fault = std::make_exception_ptr(Unavailable("PostgreSQL: " + why));
    doomed_ = true;
    finish();
}

void Session::finish() {
    if (!round_) return;
    const auto round = std::exchange(round_, nullptr);
    if (!round->timed_out) timeouts_.cancel(round->timeout);
    if (round->is_script && !doomed_ && PQenterPipelineMode(connection_.get()) != 1) doomed_ = true;
    if (doomed_)
        close();
    else if (reading_ || writing_)
        socket_.cancel();
    reading_ = writing_ = false;
    if (round->fault)
        round->resume(std::unexpected(round->fault));
    else
        round->resume(std::move(round->results));
}

// Parsing what came in between tells of a server that said goodbye.
bool Session::is_idle() {
    return connection_ && !round_ && PQconsumeInput(connection_.get()) == 1 && PQisBusy(connection_.get()) == 0 &&
           !doomed_ && PQstatus(connection_.get()) == CONNECTION_OK &&
           PQtransactionStatus(connection_.get()) == PQTRANS_IDLE;
}

void Session::close() {
    socket_.release();
    connection_.reset();
}

}  // namespace boxoffice::postgres
