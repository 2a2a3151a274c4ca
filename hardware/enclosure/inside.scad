// What is bought or soldered, as far as it takes room.

module sheet_stack() {
    on_face() translate([0, 0, -wall - gap / 2 - sheets]) cube([plate[0], plate[1], sheets]);
}

module placed_grid() {
    on_face() translate([0, 0, -wall - gap / 2 - sheets]) grid();
}

module led_board_bare() {
    color("#3d6b4c") on_face() translate([0, 0, -wall - gap / 2 - stack]) cube([plate[0], plate[1], board]);
}

module led_board_parts() {
    for (one = led_front) color(one[5]) on_face() on_plate(one, 0, -wall - gap / 2 - sheets - grid_depth - 0.1, one[4]);
    for (one = led_behind) color(one[5]) on_face() on_plate(one, 0, -wall - gap / 2 - stack - one[4], one[4]);
    // what is soldered behind, and insulated wire
    color("#8a8f66") on_face() translate([4, 3, -wall - gap / 2 - stack - 2]) cube([plate[0] - 8, plate[1] - 6, 2]);
}

// boxes of what stands on the base: x, y, z, width, depth, height, colour; heights from the base
function pi_boxes() = [
    [0, 0, 0, pi[0], pi[1], pi[2], "#2f7d4f"],
    [-2.5, 1.8, pi[2], 21, 52, 16, "#b9bcc0"],
    // header with plug and ribbon
    [pi[0] - 57.9, 0.5, pi[2], 50.8, 6, 18, "#3f474e"],
    [pi[0] - 57, pi[1] - 6, pi[2], 50, 7.3, 7, "#b9bcc0"],
];
function tap_boxes() = concat(
    [[0, 0, 0, tap_size[0], tap_size[1], board, "#3d6b4c"], [6, 3, -2, tap_size[0] - 12, tap_size[1] - 6, 2, "#8a8f66"]],
    [for (one = tap_parts) [one[0], tap_size[1] - one[1] - one[3], board, one[2], one[3], one[4], one[5]]]
);

// down: how far each box is drawn out downwards, as its way in
module boxes(which, at, down = 0) {
    for (one = which) color(one[6]) translate([at[0] + one[0], at[1] + one[1], wall + post + one[2] - down])
        cube([one[3], one[4], one[5] + down]);
}

module pi_board() { boxes(pi_boxes(), pi_at); }
module tap_in_place() { boxes(tap_boxes(), tap_at); }

module button() {
    color("#b9bcc0") translate([face_w / 2, button_y(), height + gap]) {
        cylinder(d = 16, h = 2);
        cylinder(d = 9, h = 5);
        translate([0, 0, -30]) cylinder(d = 11.8, h = 30.5);
        translate([0, 0, -wall - 3.5]) cylinder(d = 17, h = 2.5);
    }
}

module buzzer() {
    color("#c9a24a") translate([125, 65, wall + gap]) cylinder(d = 27, h = 0.6);
}
