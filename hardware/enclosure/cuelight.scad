// The box: four printed parts. part = "shell", "grid", "base" or "assembly"; sizes in millimetres.
// plate.scad is made by make hardware of firmware_app/desk/plate.py: windows, legends, status light.
include <plate.scad>

part = "assembly";

wall = 2.4;
gap = 0.3;           // between parts that are put together
rim = 4;             // of the face around the plate
tilt = 65;           // of the face from the desk: square to the eyes of who sits 0.7 m away, 0.4 m above it
top_depth = 40;      // for the button
grid_depth = 14;     // from LED board to diffuser: twice what two LEDs stand apart would be more even, and too deep
diffuser = 2;        // opal acrylic, with the printed film before it
grid_wall = 1.2;
button_hole = 12.2;  // a panel button of M12
pi = [85, 56];       // Pi 3 and 4; a Zero 2 W stands on the two posts in front
pi_holes = [58, 49];
pi_first = 3.5;
post = 5;
$fn = 48;

face_w = plate[0] + 2 * rim;
face_h = plate[1] + 2 * rim;
height = face_h * sin(tilt);
depth = face_h * cos(tilt) + top_depth;

// y runs from the front edge to the back
function profile(by) = [
    [by / sin(tilt) + by / tan(tilt), by],
    [face_h * cos(tilt) + by / sin(tilt) - by / tan(tilt), height - by],
    [depth - by, height - by],
    [depth - by, by],
];

module prism(by, width) {
    rotate([90, 0, 90]) linear_extrude(width) polygon(profile(by));
}

// children stand on the face: x and y as on the plate, z out of it
module on_face() {
    translate([rim, 0, 0]) rotate([tilt, 0, 0]) translate([0, rim, 0]) mirror([0, 0, 0]) children();
}

// plate.scad counts y from above
module window(one, grow = 0, thick = 1) {
    translate([one[0] - grow, plate[1] - one[1] - one[3] - grow, 0])
        cube([one[2] + 2 * grow, one[3] + 2 * grow, thick]);
}

module shell() {
    difference() {
        prism(0, face_w);
        translate([wall, 0, 0]) prism(wall, face_w - 2 * wall);
        // open below: the base closes it
        translate([wall, wall * 2.2, -1]) cube([face_w - 2 * wall, depth - wall * 3.2, wall + 2]);
        // the face: plate and diffuser lie against a lip from inside
        on_face() {
            translate([-gap, -gap, -20]) cube([plate[0] + 2 * gap, plate[1] + 2 * gap, 20 - 0.8]);
            translate([1.5, 1.5, -5]) cube([plate[0] - 3, plate[1] - 3, 10]);
        }
        translate([face_w / 2, depth - top_depth / 2, height - wall - 1]) cylinder(d = button_hole, h = wall + 2);
        sockets();
        vents();
        screws(2.9);
    }
}

// power, and two sound cards' cables, out at the back; strain is taken by a tie around the bar between
module sockets() {
    for (x = [face_w * 0.25, face_w * 0.5, face_w * 0.75])
        translate([x - 7, depth - wall - 1, wall]) cube([14, wall + 2, 12]);
}

module vents() {
    for (k = [0:9])
        translate([face_w / 2 - 45 + 10 * k, depth - wall - 1, height * 0.45]) cube([3, wall + 2, 22]);
}

module screws(d) {
    for (x = [10, face_w - 10], y = [depth - 8])
        translate([x, y, -1]) cylinder(d = d, h = wall + 12);
}

// light does not stray from one window into the next
module grid() {
    difference() {
        cube([plate[0], plate[1], grid_depth]);
        window_cut(mood);
        for (one = legends) window_cut(one);
        translate([status[0] + status[2] / 2, plate[1] - status[1] - status[3] / 2, -1])
            cylinder(d = status[2] + 1, h = grid_depth + 2);
        // what is between the windows need not be solid
        translate([mood[0] + mood[2] + 2.2, 6, -1]) cube([2.6, plate[1] - 12, grid_depth - 1]);
    }
}

module window_cut(one) {
    translate([0, 0, -1]) window(one, 0.75 - grid_wall / 4, grid_depth + 2);
}

module base() {
    translate([wall + gap, wall * 2.2 + gap, 0])
        cube([face_w - 2 * wall - 2 * gap, depth - wall * 3.2 - 2 * gap, wall]);
    translate([(face_w - pi[0]) / 2, depth - wall * 3 - pi[1] - 2, wall])
        for (x = [0, pi_holes[0]], y = [0, pi_holes[1]])
            translate([pi_first + x, pi_first + y, 0]) difference() {
                cylinder(d = 6, h = post);
                translate([0, 0, 0.8]) cylinder(d = 2.2, h = post);
            }
    // feet: rubber dots of 10 mm go around them
    for (x = [16, face_w - 16], y = [16, depth - 14])
        translate([x, y, -0.6]) cylinder(d = 3, h = 0.7);
}

module assembly() {
    color("#26282b") shell();
    color("#e8e8e4") on_face() translate([0, 0, -0.9 - diffuser - grid_depth]) grid();
    color("#f4f4f0", 0.85) on_face() translate([0, 0, -0.9 - diffuser]) cube([plate[0], plate[1], diffuser]);
    color("#3a3d40") translate([0, 0, 0]) base();
    color("#b9bcc0") translate([face_w / 2, depth - top_depth / 2, height]) {
        cylinder(d = 16, h = 2);
        cylinder(d = 9, h = 5);
    }
    color("#2f7d4f") translate([(face_w - pi[0]) / 2, depth - wall * 3 - pi[1] - 2, wall + post])
        cube([pi[0], pi[1], 1.4]);
    on_face() film();
}

// as it looks: the windows of a call with an angry caller, PAUSE 2 S lit
module film() {
    color("#0c0d0e") difference() {
        translate([0, 0, -0.85]) cube([plate[0], plate[1], 0.1]);
        translate([0, 0, -1]) window(mood);
        for (one = legends) translate([0, 0, -1]) window(one);
    }
    color("#7fe06a") translate([status[0] + status[2] / 2, plate[1] - status[1] - status[3] / 2, -0.8])
        cylinder(d = status[2], h = 0.1);
    color("#ff8016") translate([0, 0, -0.85]) window(mood, 0, 0.1);
    for (k = [0:len(legends) - 1])
        color(k == lit ? "#ffb838" : "#1a1b1d") translate([0, 0, -0.85]) window(legends[k], 0, 0.1);
    for (k = [0:len(legends) - 1])
        color(k == lit ? "#0a0a0a" : "#4a4c4f")
            translate([legends[k][0] + legends[k][2] / 2, plate[1] - legends[k][1] - legends[k][3] / 2, -0.75])
                linear_extrude(0.1)
                    text(words[k], size = letters_mm, font = "Liberation Sans Narrow:style=Bold", halign = "center", valign = "center");
}

if (part == "shell") shell();
if (part == "grid") grid();
if (part == "base") base();
if (part == "assembly") assembly();
