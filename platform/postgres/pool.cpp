#include "platform/postgres/pool.hpp"

#include "platform/postgres/leasing.hpp"
#include "platform/problem/unavailable.hpp"

namespace boxoffice::postgres {

namespace {

constexpr std::chrono::milliseconds ping_timeout{2'000};

const char* begin_text(Isolation isolation) {
    switch (isolation) {
        case Isolation::serializable: return "BEGIN ISOLATION LEVEL SERIALIZABLE";
        case Isolation::repeatable_read: return "BEGIN ISOLATION LEVEL REPEATABLE READ";
        case Isolation::read_committed: break;
    }
    return "BEGIN ISOLATION LEVEL READ COMMITTED";
}

/// What the server is told about itself: it gives up what nobody waits for any more, and notices that we are gone.
std::string server_settings(const Options& options) {
    const auto timeout = std::to_string(options.call_timeout.count());
    return "-c default_transaction_isolation=read\\ committed -c statement_timeout=" + timeout +
           " -c idle_in_transaction_session_timeout=" + timeout +
           " -c client_connection_check_interval=1000"
           " -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";
}

/// What the URL says stands.
Address completed(Address address, const Options& options) {
    const std::map<std::string, std::string> defaults{
        {"client_encoding", "UTF8"},  {"fallback_application_name", options.application},
        {"gssencmode", "disable"},    {"keepalives_idle", "10"},
        {"keepalives_interval", "2"}, {"keepalives_count", "3"},
        {"tcp_user_timeout", "10000"}};
    address.keywords.insert(defaults.begin(), defaults.end());
    auto& settings = address.keywords["options"];
    settings = server_settings(options) + ' ' + settings;
    return address;
}

}  // namespace

Transaction::Transaction(std::unique_ptr<Lease> lease, const char* begin) : lease_(std::move(lease)) { defer(begin); }
Transaction::Transaction(Transaction&&) noexcept = default;
Transaction::~Transaction() = default;

Task<Result> Transaction::send(Statement statement) {
    if (over_) throw std::logic_error("the transaction is over");
    deferred_.push_back(std::move(statement));
    begun_ = true;
    co_return (co_await lease_->run(std::exchange(deferred_, {}))).back();
}

Task<> Transaction::run_script(std::string sql) {
    begun_ = true;
    if (!deferred_.empty()) co_await lease_->run(std::exchange(deferred_, {}));
    co_await lease_->run_script(std::move(sql));
}

Task<> Transaction::commit() {
    if (over_) co_return;
    if (begun_ || deferred_.size() > 1) {
        const auto result = co_await send({"COMMIT"});
        if (result.tag() != "COMMIT") throw std::logic_error("a transaction that had failed was to be committed");
    }
    over_ = true;
    lease_->give_back();
}

Task<> Transaction::roll_back() {
    if (over_) co_return;
    deferred_.clear();
    if (begun_) co_await send({"ROLLBACK"});
    over_ = true;
    lease_->give_back();
}

Pool::Pool(Loop& loop, const std::string& url, Options options)
    : state_(std::make_shared<State>(loop, completed(Address::parse(url), options), options)) {}

Pool::~Pool() { state_->close(); }

std::string Pool::address() const { return state_->address.text(); }

Task<> Pool::ping() { co_await pipeline_until({{"SELECT 1"}}, std::chrono::steady_clock::now() + ping_timeout); }

Task<Result> Pool::query_one(Statement statement) {
    std::vector<Statement> statements;
    statements.push_back(std::move(statement));
    co_return (co_await pipeline(std::move(statements))).front();
}

Task<std::vector<Result>> Pool::pipeline(std::vector<Statement> statements) {
    return pipeline_until(std::move(statements), deadline_of({}));
}

Task<std::vector<Result>> Pool::pipeline_until(std::vector<Statement> statements, Deadline deadline) {
    const auto state = state_;
    const auto session = co_await state->take(deadline);
    Outcome<std::vector<Result>> outcome;
    try {
        outcome = co_await session->run(std::move(statements), deadline);
    } catch (...) {
        outcome = std::unexpected(std::current_exception());
    }
    state->give_back(session);
    if (!outcome) std::rethrow_exception(outcome.error());
    co_return std::move(*outcome);
}

Pool::Deadline Pool::deadline_of(const TransactionOptions& options) const {
    const auto own = options.timeout;
    return std::chrono::steady_clock::now() + (own.count() > 0 ? own : state_->options.call_timeout);
}

Task<Transaction> Pool::begin(Isolation isolation, Deadline deadline) {
    auto session = co_await state_->take(deadline);
    co_return Transaction(std::make_unique<Transaction::Lease>(state_, std::move(session), deadline),
                          begin_text(isolation));
}

Task<> Pool::abandon(Transaction& transaction) {
    try {
        co_await transaction.roll_back();
    } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch)
        // The first fault is the one to tell; the connection ends with the transaction.
    }
}

// The one that lost has to let the other one win.
Task<> Pool::pause(int attempt) {
    const std::chrono::milliseconds longest(10 * attempt);
    const auto state = state_;
    co_await suspended<bool>([&state, longest](Resume<bool> resume) {
        state->timeouts.after(longest, [resume = std::move(resume)]() mutable { resume(true); });
    });
}

}  // namespace boxoffice::postgres
