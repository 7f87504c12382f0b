#pragma once

#include "tests/model/explorer.hpp"

#include <array>
#include <cstdint>
#include <string>

/// An inventory in MongoDB: rounds guarded on its version, registers that are written out later, edits, and the check
/// that adds them up (services/event/adapters/mongo).
namespace boxoffice::model {

struct InventoryRules {
    bool writes_are_guarded = true;         ///< on the version that was read
    bool edits_are_guarded = true;
    bool left_out_when_written = true;      ///< only what is written out leaves `open`
    bool written_with_its_number = true;    ///< and exactly with the number that it has
    bool older_numbers_give_way = true;     ///< a write-out does not replace a higher number
    bool registers_read_after_version = true;
    bool memory_is_checked = true;          ///< a round that changes nothing is answered at the present version only
    bool open_counts_first = true;          ///< the check counts a register once: as it is open
    bool check_reads_version_again = true;  ///< after the registers
};

struct InventoryScope {
    int capacity = 1;
    std::array<int, 2> commands{4, 4};  ///< of each booking: hold, sell, release, hold again
    bool batches = true;                ///< commands of both bookings in one round
    bool crashes = true;
    bool edits = false;
    bool checks = false;
    int open_max = 2;  ///< registers in the document; one more is written out first
};

class InventoryModel {
public:
    using Small = std::uint8_t;
    static constexpr int bookings = 2;
    static constexpr int instances = 2;

    struct Register {
        Small number;
        Small held;
        Small sold;
        bool operator==(const Register&) const = default;
    };
    using Registers = std::array<Register, bookings>;

    struct Document {
        Small v;
        Small held;
        Small sold;
        Small capacity;
        Registers open;  ///< number 0: it is not there
    };

    enum class Stage : Small { idle, reads, decides };
    struct Instance {
        Stage stage;
        Small knows;                             ///< `known` is what it wrote last, or has read
        Document known;
        std::array<Small, bookings> command;     ///< of the round, by its place in the list; 0: none
        std::array<Small, bookings> has_read;
        Registers read;                          ///< from the written-out ones
        std::array<Small, bookings> written;     ///< with which number it has written a register out
        Registers writing;                       ///< on its way; number 0: none
        Registers abandoned;                     ///< the same of the process that crashed
    };
    struct Editor {
        Small begun;
        Small edits;
        Document read;
    };
    struct Checker {
        Small stage;  ///< 0: idle, then the registers it has read, and one more
        Small false_alarm;
        Document read;
        Registers written;
    };
    struct State {
        Document stored;
        Registers written_out;
        Registers decided;  ///< what the guarded writes, in their order, have made of each register
        std::array<Instance, instances> all;
        Editor editor;
        Checker checker;
        Small wrong_answer;
    };

    InventoryModel(const InventoryRules& rules, const InventoryScope& scope) : rules_(rules), scope_(scope) {}

    State initial() const;
    void for_each_step(const State& state, Steps<State>& steps) const;
    std::string violation(const State& state) const;
    bool is_at_rest(const State& state) const;
    std::string describe(const State& state) const;

private:
    struct Round {
        Document next;
        Registers decided;
        bool changed = false;
        bool answers_from_the_past = false;
    };

    void step(const State& state, int instance, Steps<State>& steps) const;
    void take_commands(const State& state, int instance, Steps<State>& steps) const;
    void read_registers(const State& state, int instance, Steps<State>& steps) const;
    void finish_round(const State& state, int instance, Steps<State>& steps) const;
    void win(const State& state, int instance, Round round, Steps<State>& steps) const;
    void lose(const State& state, int instance, Steps<State>& steps) const;
    void answer_without_writing(const State& state, int instance, const Round& round, Steps<State>& steps) const;
    void crash(const State& state, int instance, Steps<State>& steps) const;
    void begin_writing_out(const State& state, int instance, Steps<State>& steps) const;
    void deliver_writes(const State& state, int instance, Steps<State>& steps) const;
    void edit(const State& state, Steps<State>& steps) const;
    void check(const State& state, Steps<State>& steps) const;

    Round decide(const State& state, const Instance& instance) const;
    bool may_leave(const Instance& instance, int booking) const;
    void write_out(Register& stored, const Register& entry) const;

    const InventoryRules& rules_;
    const InventoryScope& scope_;
};

}  // namespace boxoffice::model
