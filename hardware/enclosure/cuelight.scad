// The box. part: "shell", "grid" or "base" to print; "box", "exploded", "open" or "step1" to "step7" to look at; "clash" (or
// "clash1" to "clash7"), "way_stack" and "way_base" to check: what two things share that are put together, or are in each other's way; empty where they fit.
include <sizes.scad>
include <printed.scad>
include <inside.scad>
include <looks.scad>

part = "box";

module thing(k) {
    if (k == 0) shell();
    if (k == 1) sheet_stack();
    if (k == 2) placed_grid();
    if (k == 3) { led_board_bare(); led_board_parts(); }
    if (k == 4) base();
    if (k == 5) pi_board();
    if (k == 6) tap_in_place();
    if (k == 7) { button(); buzzer(); }
}

// a thing and all before it
module clash(k) {
    intersection() {
        thing(k);
        union() for (other = [0:1:k - 1]) thing(other);
    }
}

// on its way in: sheets, grid and board along the face, then the base with all that stands on it, from below
module way_in() {
    if (part == "way_stack") intersection() {
        shell();
        union() {
            stack_block(0, 120);
            on_face() for (one = led_behind) on_plate([one[0], one[1], one[2], one[3] + 120], 0, -wall - gap / 2 - stack - one[4], one[4]);
        }
    }
    if (part == "way_base") intersection() {
        union() { shell(); sheet_stack(); placed_grid(); led_board_bare(); led_board_parts(); }
        union() { boxes(pi_boxes(), pi_at, 60); boxes(tap_boxes(), tap_at, 60); }
    }
}

if (part == "shell") shell();
if (part == "grid") grid();
if (part == "base") base();
for (k = [1:7]) if (part == "clash" || part == str("clash", k)) clash(k);
way_in();
looks();
