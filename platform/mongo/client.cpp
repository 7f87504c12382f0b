#include "platform/mongo/client.hpp"

#include "platform/async/thread_name.hpp"
#include "platform/problem/unavailable.hpp"

#include <mongoc/mongoc.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace boxoffice::mongo {

namespace {

using Clock = std::chrono::steady_clock;

// A sign of life is given or missed within two seconds: waiting, connecting and answering together.
constexpr std::chrono::milliseconds ping_waits_at_most{300};
constexpr std::chrono::milliseconds ping_step{800};
constexpr std::size_t pings_waiting_max = 64;

void initialise_driver() {
    static const bool done = [] {
        mongoc_init();
        // What matters comes back as an error of the call; the driver would write to standard error besides.
        mongoc_log_set_handler([](mongoc_log_level_t, const char*, const char*, void*) {}, nullptr);
        return true;
    }();
    static_cast<void>(done);
}

struct FreeUri {
    void operator()(mongoc_uri_t* uri) const { mongoc_uri_destroy(uri); }
};
using Uri = std::unique_ptr<mongoc_uri_t, FreeUri>;

struct FreeClient {
    void operator()(mongoc_client_t* client) const { mongoc_client_destroy(client); }
};
using OwnClient = std::unique_ptr<mongoc_client_t, FreeClient>;

struct FreePool {
    void operator()(mongoc_client_pool_t* pool) const { mongoc_client_pool_destroy(pool); }
};

/// What the address itself says stands.
void set(mongoc_uri_t& uri, const char* option, std::chrono::milliseconds value) {
    if (!mongoc_uri_has_option(&uri, option))
        mongoc_uri_set_option_as_int32(&uri, option, static_cast<std::int32_t>(value.count()));
}

Uri parse(const Secret& address) {
    initialise_driver();
    bson_error_t error;
    Uri uri(mongoc_uri_new_with_error(address.reveal().c_str(), &error));
    if (!uri) throw std::invalid_argument("not the address of a MongoDB: it begins with mongodb:// or mongodb+srv://");
    auto* write_concern = mongoc_write_concern_new();
    mongoc_write_concern_set_w(write_concern, MONGOC_WRITE_CONCERN_W_MAJORITY);
    mongoc_write_concern_set_journal(write_concern, true);
    mongoc_uri_set_write_concern(uri.get(), write_concern);
    mongoc_write_concern_destroy(write_concern);
    auto* read_concern = mongoc_read_concern_new();
    mongoc_read_concern_set_level(read_concern, MONGOC_READ_CONCERN_LEVEL_MAJORITY);
    mongoc_uri_set_read_concern(uri.get(), read_concern);
    mongoc_read_concern_destroy(read_concern);
    mongoc_uri_set_appname(uri.get(), "boxoffice");
    return uri;
}

Uri with_limits(const Secret& address, const ClientOptions& options) {
    auto uri = parse(address);
    set(*uri, MONGOC_URI_SERVERSELECTIONTIMEOUTMS, options.find_engine_within);
    set(*uri, MONGOC_URI_CONNECTTIMEOUTMS, options.connect_within);
    set(*uri, MONGOC_URI_SOCKETTIMEOUTMS, options.answer_within);
    return uri;
}

std::string database_in(const mongoc_uri_t& uri) {
    const char* name = mongoc_uri_get_database(&uri);
    return name != nullptr && *name != '\0' ? name : "boxoffice";
}

Uri for_pings(const Secret& address) {
    auto uri = parse(address);
    for (const auto* option :
         {MONGOC_URI_SERVERSELECTIONTIMEOUTMS, MONGOC_URI_CONNECTTIMEOUTMS, MONGOC_URI_SOCKETTIMEOUTMS})
        mongoc_uri_set_option_as_int32(uri.get(), option, static_cast<std::int32_t>(ping_step.count()));
    return uri;
}

}  // namespace

struct Client::State {
    using WorkGuard = boost::asio::executor_work_guard<Executor>;

    struct Given {
        std::unique_ptr<Job> job;
        WorkGuard keeps_loop;
        Clock::time_point since = Clock::now();
    };

    /// Jobs on their way to a thread; all members are guarded by `mutex`.
    struct Queue {
        std::mutex mutex;
        std::condition_variable changed;
        std::deque<Given> jobs;
        bool stopping = false;

        /// False, and nothing is taken, when as many wait already.
        bool add(Given& given, std::size_t waiting_max) {
            {
                const std::lock_guard lock(mutex);
                if (jobs.size() >= waiting_max) return false;
                jobs.push_back(std::move(given));
            }
            changed.notify_one();
            return true;
        }

        /// Waits for a job; none once it is stopping and empty.
        std::optional<Given> take() {
            std::unique_lock lock(mutex);
            changed.wait(lock, [this] { return stopping || !jobs.empty(); });
            if (jobs.empty()) return std::nullopt;
            std::optional<Given> taken(std::move(jobs.front()));
            jobs.pop_front();
            return taken;
        }

        void stop() {
            {
                const std::lock_guard lock(mutex);
                stopping = true;
            }
            changed.notify_all();
        }
    };

    State(Loop& given_loop, const Secret& address, const ClientOptions& given_options)
        : loop(given_loop), options(given_options), ping_uri(for_pings(address)) {
        const auto uri = with_limits(address, options);
        name = database_in(*uri);
        pool.reset(mongoc_client_pool_new(uri.get()));
        if (!pool) throw std::invalid_argument("the address of the MongoDB asks for what the driver does not have");
        mongoc_client_pool_set_error_api(pool.get(), MONGOC_ERROR_API_VERSION_2);
    }

    Given given(std::unique_ptr<Job> job) { return {std::move(job), WorkGuard(loop.get_executor())}; }

    void give(Queue& queue, std::unique_ptr<Job> job, std::size_t waiting_max) {
        auto waiting = given(std::move(job));
        if (queue.add(waiting, waiting_max)) return;
        fail(*waiting.job, "too many calls wait for it");
        answer(std::move(waiting));
    }

    void answer(Given given) {
        boost::asio::post(loop, [given = std::move(given)] { given.job->answer(); });
    }

    static void fail(Job& job, const char* why) {
        job.fail(std::make_exception_ptr(Unavailable(std::string("MongoDB: ") + why)));
    }

    void run_until_stopped() {
        while (auto taken = calls.take()) {
            if (Clock::now() - taken->since > options.wait_at_most)
                fail(*taken->job, "all connections were busy for too long");
            else
                run(*taken->job);
            answer(std::move(*taken));
        }
    }

    void run(Job& job) {
        auto* client = mongoc_client_pool_pop(pool.get());
        attempt(job, *client);
        mongoc_client_pool_push(pool.get(), client);
    }

    bool attempt(Job& job, mongoc_client_t& client) const {
        try {
            Database database(client, name);
            job.run(database);
            return true;
        } catch (...) {
            job.fail(std::current_exception());
            return false;
        }
    }

    // A driver's client that found no engine refuses to look again for some seconds: after a failure there is a new
    // one.
    void ping_until_stopped() {
        OwnClient client;
        while (auto taken = pings.take()) {
            if (Clock::now() - taken->since > ping_waits_at_most) {
                fail(*taken->job, "the engine does not answer");
            } else {
                if (!client) {
                    client.reset(mongoc_client_new_from_uri(ping_uri.get()));
                    mongoc_client_set_error_api(client.get(), MONGOC_ERROR_API_VERSION_2);
                }
                if (!attempt(*taken->job, *client)) client.reset();
            }
            answer(std::move(*taken));
        }
    }

    Loop& loop;
    ClientOptions options;
    Uri ping_uri;
    std::string name;
    std::unique_ptr<mongoc_client_pool_t, FreePool> pool;
    Queue calls;
    Queue pings;
    std::vector<std::jthread> threads;
};

Client::Client(Loop& loop, const Secret& address, ClientOptions options)
    : state_(std::make_unique<State>(loop, address, options)) {
    auto& state = *state_;
    for (std::size_t i = 0; i < options.threads; ++i)
        state.threads.emplace_back([&state, i] {
            name_this_thread("mongo " + std::to_string(i + 1));
            state.run_until_stopped();
        });
    state.threads.emplace_back([&state] {
        name_this_thread("mongo ping");
        state.ping_until_stopped();
    });
}

Client::~Client() {
    state_->calls.stop();
    state_->pings.stop();
    state_->threads.clear();
}

Task<> Client::ping() {
    auto work = [](Database& database) {
        try {
            database.command(Document{{"ping", 1}});
        } catch (const Error& error) {
            throw Unavailable(error.what());
        }
    };
    co_await suspended<void>([this, work](Resume<void> resume) mutable {
        state_->give(state_->pings, make_job<Database, void>(work, std::move(resume)), pings_waiting_max);
    });
}

const std::string& Client::database_name() const { return state_->name; }

void Client::enqueue(std::unique_ptr<Job> job) {
    state_->give(state_->calls, std::move(job), state_->options.waiting_max);
}

}  // namespace boxoffice::mongo
