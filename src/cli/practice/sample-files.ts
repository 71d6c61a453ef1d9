// The records that `koppel init` writes: an office with a few clients, all invented; mail for example.nl reaches nobody.
// One of each kind that matters: linked, private, suspect, not linked, and a contact without an address.

export const SAMPLE_CLIENTS = `key;number;name;kind;status;street;house_number;postal_code;city;country;phone;email;kvk_number;link:caseware
c-1001;1001;Bakkerij Zonnehoek B.V.;company;client;Molenweg;12;1101 AX;Utrecht;NL;030 555 0001;info@zonnehoek.example.nl;99000001;yes
c-1002;1002;Fietsen van Beek B.V.;company;client;Kerkstraat;3;1102 BX;Zwolle;NL;030 555 0002;info@vanbeek.example.nl;99000002;yes
c-1003;1003;Familie Oosterhof;person;client;Lindelaan;41;1103 DX;Breda;NL;;oosterhof@example.nl;;yes
c-1004;1004;Hotel Duinzicht B.V.;company;suspect;Strandweg;7;1104 EX;Alkmaar;NL;030 555 0004;info@duinzicht.example.nl;99000004;yes
c-1005;1005;Tuinen De Wilg B.V.;company;client;Singel;88;1105 GX;Arnhem;NL;030 555 0005;info@dewilg.example.nl;99000005;no
`;

export const SAMPLE_CONTACTS = `key;client_key;first_name;infix;last_name;email;mobile;link:caseware
p-2001;c-1001;Anna;de;Vries;anna@zonnehoek.example.nl;06 55000001;yes
p-2002;c-1001;Bram;;Jansen;bram@zonnehoek.example.nl;06 55000002;yes
p-2003;c-1002;Carla;van;Beek;carla@vanbeek.example.nl;06 55000003;yes
p-2004;c-1002;Dirk;;Mulder;;06 55000004;yes
p-2005;c-1005;Els;;Wolters;els@dewilg.example.nl;06 55000005;no
`;
