// Sizes in millimetres. x to the right, y to the back, z up, from the front left corner on the desk.
// plate.scad and boards.scad are made by make hardware: windows and legends of firmware_app/desk/plate.py, parts of the boards.
include <plate.scad>
include <boards.scad>

wall = 2.4;
gap = 0.3;           // between what is put together
rim = 4;             // of the face around the plate
chin = 13.5;         // below it: what lies behind a tilted plate reaches down behind it
tilt = 65;           // of the face from the desk: square to the eyes of who sits 0.7 m away, 0.4 m above it
depth = 104;         // a Pi lies behind the boards
lip = 1.5;           // of the frame over the plate's edges
button_hole = 12.2;  // a panel button of M12

// behind the frame, from the front: film, grey filter and opal sheet; grid; LED board
sheets = 2.4;
grid_depth = 14;
board = 1.6;
stack = sheets + grid_depth + board + 0.1;
grid_wall = 1.2;
grid_frame = 2;
status_cell = 8;
tails = 2.2;         // room behind the grid's front for what is soldered between the windows

// a Pi 3 or 4, its header to the front and its USB sockets at the left wall; a Zero 2 W stands on two of its posts and two of its own
pi = [85, 56, 1.4];
pi_at = [6, 43.8];
pi_holes = [58, 49];
zero_holes = 23;
pi_first = 3.5;
post = 5;
tap_at = [101, 42.5];
bosses = [[7, 36.5], [159, 36.5], [95.8, 97], [158.5, 97]];
boss = 8;
$fn = 48;

face_w = plate[0] + 2 * rim;
face_h = chin + plate[1] + rim;
height = face_h * sin(tilt);
eps = 0.01;

// children stand on the plate: x and y from its lower left corner, -z into the box
module on_face() {
    translate([rim, 0, 0]) rotate([tilt, 0, 0]) translate([0, chin, 0]) children();
}

// plate.scad and boards.scad count y from above
module on_plate(one, grow, from, thick) {
    translate([one[0] - grow, plate[1] - one[1] - one[3] - grow, from])
        cube([one[2] + 2 * grow, one[3] + 2 * grow, thick]);
}
