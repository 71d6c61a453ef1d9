// What a user of the dashboard may do. Apart from the users, because the command line names the roles in its help.

export const USER_ROLES = ['operator', 'viewer'] as const;
/** An operator may retry, pause and remove; a viewer may only look. */
export type UserRole = (typeof USER_ROLES)[number];
