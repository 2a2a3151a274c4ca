// made by make hardware of firmware_app/desk/plate.py
plate = [158, 92];
mood = [8, 8, 38, 70];
status = [10, 82.5, 4, 4];
legends = [[54, 8, 46, 11], [104, 8, 46, 11], [54, 21, 46, 11], [104, 21, 46, 11], [54, 34, 46, 11], [104, 34, 46, 11], [54, 50.5, 46, 11], [104, 50.5, 46, 11], [54, 67, 46, 11], [104, 67, 46, 11]];
words = ["LISTEN", "SLOW DOWN", "PAUSE 2 S", "SOFTER", "DON'T HOLD", "SAY IT BACK", "BREATHE", "SUPERVISOR", "NOTE", "HOURS"];
letters_mm = 5.4;
lit = 2;
