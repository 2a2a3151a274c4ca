// What is printed: shell, grid and base.

module prism(by) {
    rotate([90, 0, 90]) translate([0, 0, by]) linear_extrude(face_w - 2 * by, convexity = 4)
        offset(delta = -by) polygon([[0, 0], [face_h * cos(tilt), height], [depth, height], [depth, 0]]);
}

// sheets, grid and board as one block; they slide in from below, along the face
module stack_block(grow = 0, down = 0) {
    on_face() translate([-grow, -down - grow, -wall - stack - gap / 2 - grow])
        cube([plate[0] + 2 * grow, plate[1] + down + 2 * grow, stack + 2 * grow]);
}

module shell() {
    difference() {
        union() {
            difference() {
                prism(0);
                prism(wall);
                translate([0, 0, -wall - 1]) prism(wall);
            }
            intersection() {
                prism(wall / 2);
                union() {
                    rails();
                    for (at = bosses) translate([at[0], at[1], wall + 0.1]) boss_at(at);
                }
            }
        }
        stack_block(gap, 60);
        frame();
        for (at = bosses) translate([at[0], at[1], 0]) cylinder(d = 2.4, h = 12);
        translate([face_w / 2, button_y(), height - wall - 1]) cylinder(d = button_hole, h = wall + 2);
        sockets();
        vents();
    }
}

// a screw's boss, held by the wall that is next to it
module boss_at(at) {
    cylinder(d = boss, h = 10);
    side = at[0] < 20 ? -1 : at[0] > face_w - 20 ? 1 : 0;
    if (side != 0) translate([side < 0 ? -boss : 0, -boss / 2, 0]) cube([boss, boss, 10]);
    if (at[1] > depth - 15) translate([-boss / 2, 0, 0]) cube([boss, boss, 10]);
}

// they hold the stack from behind, and end its way up
module rails() {
    on_face() for (x = [-rim, plate[0] - 3])
        translate([x, 18, -wall - stack - gap - 3.4]) cube([3 + rim, plate[1] - 22, 3]);
    on_face() for (x = [-rim, plate[0] - 3])
        translate([x, plate[1] + gap, -wall - stack]) cube([3 + rim, 6, stack]);
}

// the opening before the plate, wider towards the eye
module frame() {
    on_face() hull() {
        translate([lip, lip, -wall - 1]) cube([plate[0] - 2 * lip, plate[1] - 2 * lip, 1]);
        translate([-0.8, -0.8, 0]) cube([plate[0] + 1.6, plate[1] + 1.6, eps]);
    }
}

function button_y() = (face_h * cos(tilt) + depth) / 2 + 2;

// USB at the left; power at the back; cords of telephone, headset and sound card in notches that the base closes
module sockets() {
    translate([-1, pi_at[1] + 0.6, wall + post]) cube([wall + 2, pi[1] - 1.6, 19]);
    translate([pi_at[0] + 24, depth - wall - 1, wall + post - 3]) cube([57, wall + 2, 14]);
    for (x = [109, 125, 141]) translate([x - 3, depth - wall - 1, -1]) cube([6, wall + 2, 10]);
}

module vents() {
    for (k = [0:9]) translate([face_w / 2 - 47 + 10 * k, depth - wall - 1, height * 0.55]) cube([3, wall + 2, 26]);
}

// Light does not stray from one window into the next. Its front carries the sheets; behind, only walls reach down to the board.
module grid() {
    difference() {
        union() {
            translate([0, 0, -tails]) cube([plate[0], plate[1], tails]);
            translate([0, 0, -grid_depth]) linear_extrude(grid_depth, convexity = 4) difference() {
                square(plate);
                translate([grid_frame, grid_frame]) square([plate[0] - 2 * grid_frame, plate[1] - 2 * grid_frame]);
            }
            for (one = concat([mood], legends)) on_plate(one, grid_wall, -grid_depth, grid_depth - 1);
            status_at() translate([0, 0, -grid_depth]) cylinder(d = status_cell + 2 * grid_wall, h = grid_depth - 1);
        }
        for (one = concat([mood], legends)) on_plate(one, 0, -grid_depth - 1, grid_depth + 2);
        status_at() translate([0, 0, -grid_depth - 1]) cylinder(d = status_cell, h = grid_depth + 2);
    }
}

module status_at() {
    translate([status[0] + status[2] / 2, plate[1] - status[1] - status[3] / 2, 0]) children();
}

module base() {
    difference() {
        union() {
            translate([wall + gap, 5.8, 0]) cube([face_w - 2 * wall - 2 * gap, depth - wall - gap - 5.8, wall]);
            last = pi_first + pi_holes[1];
            posts(pi_at, [pi[0] - pi_first - pi_holes[0], pi[0] - pi_first], [pi_first, last - zero_holes, last]);
            for (one = tap_holes) posts(tap_at, [one[0]], [one[1]]);
            heels();
        }
        for (at = bosses) translate([at[0], at[1], -1]) {
            cylinder(d = 3.3, h = wall + 2);
            cylinder(d = 6.2, h = 2);
        }
        // rubber feet of 10 mm
        for (x = [18, face_w - 18], y = [14, depth - 14]) translate([x, y, -eps]) cylinder(d = 10.5, h = 0.8);
        // air for the Pi; and the buzzer's voice
        for (k = [0:5]) translate([36 + 9 * k, pi_at[1] + 14, -1]) cube([3, 26, wall + 2]);
        for (k = [0:5]) translate([125, 65, -1]) rotate(60 * k) translate([7, 0, 0]) cylinder(d = 2, h = wall + 2);
    }
}

// x and y of holes, from a board's front left corner
module posts(at, xs, ys) {
    for (x = xs, y = ys) translate([at[0] + x, at[1] + y, wall - eps]) difference() {
        cylinder(d = 5.6, h = post);
        translate([0, 0, 0.8]) cylinder(d = 2.1, h = post);
    }
}

// what the stack stands on
module heels() {
    intersection() {
        on_face() for (x = [6, plate[0] - 18]) translate([x, -30, -wall - stack]) cube([12, 30 - gap, stack - 1]);
        translate([0, 0, wall - eps]) cube([face_w, depth, 30]);
    }
}
