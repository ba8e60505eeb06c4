/** Made from docs/openapi.json: test/api/openapi.test.ts writes it anew. */
export interface paths {
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin a session
         * @description For everyone.
         */
        post: operations["postAuthLogin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the session
         * @description For SUPER_ADMIN, TENANT_ADMIN, AGENT.
         */
        post: operations["postAuthLogout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Choose another password; all other sessions of yours end
         * @description For SUPER_ADMIN, TENANT_ADMIN, AGENT.
         */
        post: operations["postAuthPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who you are
         * @description For SUPER_ADMIN, TENANT_ADMIN, AGENT.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Conversations, newest activity first
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getConversations"];
        put?: never;
        /**
         * Begin a conversation with a contact or a phone number, by a template
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postConversations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many conversations there are in each state
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getConversationsCounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/next": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Of the caller’s own conversations, the one whose contact has waited longest for an answer
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getConversationsNext"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One conversation
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getConversationsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Messages and notes, newest first; from the newest one on, or around one of them
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getConversationsIdMessages"];
        put?: never;
        /**
         * Reply to the contact: inside the customer-service window with anything, outside it with a template
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postConversationsIdMessages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that happened, in order; of some types only, or the newest first
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getConversationsIdTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/workflow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The workflow's own answer to its `state` query
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getConversationsIdWorkflow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/transcript": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The conversation as a file for people, the oldest first, with the notes that the caller may read
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getConversationsIdTranscript"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Saved views of the inbox, one’s own and those for everybody, by name
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getViews"];
        put?: never;
        /**
         * Save a view of the inbox
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postViews"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/views/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change a saved view
         * @description For TENANT_ADMIN, AGENT.
         */
        put: operations["putViewsId"];
        post?: never;
        /**
         * Delete a saved view
         * @description For TENANT_ADMIN, AGENT.
         */
        delete: operations["deleteViewsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Imports of contacts, the newest first
         * @description For TENANT_ADMIN.
         */
        get: operations["getContactsImports"];
        put?: never;
        /**
         * Bring a file of contacts (CSV, 50 MB): each line is looked at, and nothing is changed yet
         * @description For TENANT_ADMIN.
         */
        post: operations["postContactsImports"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far an import is
         * @description For TENANT_ADMIN.
         */
        get: operations["getContactsImportsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/imports/{id}/lines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What would become, and became, of each line
         * @description For TENANT_ADMIN.
         */
        get: operations["getContactsImportsIdLines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/imports/{id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of each line, as a file (CSV)
         * @description For TENANT_ADMIN.
         */
        get: operations["getContactsImportsIdReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/imports/{id}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Do what the lines of an import say, as things are by then
         * @description For TENANT_ADMIN.
         */
        post: operations["postContactsImportsIdApply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/imports/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an import back within a day: what nobody has used or changed since
         * @description For TENANT_ADMIN.
         */
        post: operations["postContactsImportsIdUndo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/imports/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop an import; what was done stays done, and can be taken back
         * @description For TENANT_ADMIN.
         */
        post: operations["postContactsImportsIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Contacts as a file (CSV), which can be imported again; the first 900 names of attributes have columns
         * @description For TENANT_ADMIN.
         */
        get: operations["getContactsExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Contacts that may be one person: their phone number is one number in two forms (Brazil, Mexico, Argentina)
         * @description For TENANT_ADMIN.
         */
        get: operations["getContactsDuplicates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/merge-proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Pairs of contacts that are likely one person, and what says so
         * @description For TENANT_ADMIN.
         */
        get: operations["getContactsMergeProposals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/merge-proposals/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that two contacts are two people: they are not proposed again
         * @description For TENANT_ADMIN.
         */
        post: operations["postContactsMergeProposalsReject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{id}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make another contact part of this one: its names, its conversations and what is known about it
         * @description For TENANT_ADMIN.
         */
        post: operations["postContactsIdMerge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Contacts as far as one may see them, the newest activity first
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getContacts"];
        put?: never;
        /**
         * Note a contact that has not written yet, by its phone number
         * @description For TENANT_ADMIN.
         */
        post: operations["postContacts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A contact, and what is known about it
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getContactsId"];
        /**
         * Say what is known about a contact; routing rules may ask for it when its next conversation begins
         * @description For TENANT_ADMIN, AGENT.
         */
        put: operations["putContactsId"];
        post?: never;
        /**
         * Remove a contact that nobody has talked with; what was said is erased in its own time
         * @description For TENANT_ADMIN.
         */
        delete: operations["deleteContactsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{id}/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add and remove tags of a contact; its other tags stay as they are
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postContactsIdTags"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{id}/block": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have WhatsApp block a contact on our numbers: it can neither write to them nor be written to
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postContactsIdBlock"];
        /**
         * Have WhatsApp block a contact no more, on any of our numbers; a wish that came to nothing is taken back
         * @description For TENANT_ADMIN, AGENT.
         */
        delete: operations["deleteContactsIdBlock"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Contacts by name or number, and messages and notes by their words, as far as one may see them
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/messages/{messageId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take back a reply that is still waiting
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postConversationsIdMessagesMessageIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/messages/{messageId}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a failed message, or one whose outcome is unknown, again
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postConversationsIdMessagesMessageIdResend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark as read, here and at WhatsApp: agents what is assigned to them
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postConversationsIdRead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand over to a queue, or offer to an agent
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postConversationsIdTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/take": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a waiting conversation from a queue that allows it, or one the AI answers from the AI
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postConversationsIdTake"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give to an agent without asking (administrators)
         * @description For TENANT_ADMIN.
         */
        post: operations["postConversationsIdAssign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/take-over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a conversation from whoever has it (administrators, whatever room they have)
         * @description For TENANT_ADMIN.
         */
        post: operations["postConversationsIdTakeOver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put aside until a time, or until the contact writes; then it is offered to the same agent, or waits in its queue when that agent is not there
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postConversationsIdSnooze"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/wake": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the snoozing now
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postConversationsIdWake"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the talk: into wrap-up, or out of it; naming what it was about ends it at once
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postConversationsIdClose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open a closed conversation again; it waits in its queue
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postConversationsIdReopen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write a note that only colleagues see; with `privateTo` only those, its author and administrators (a whisper)
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postConversationsIdNotes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/consult": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a colleague for advice: the colleague sees the conversation, and both write notes nobody else but administrators reads, until it is ended or handed over to the colleague
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postConversationsIdConsult"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/consults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whom was asked about a conversation, the latest first
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getConversationsIdConsults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/consults/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write into the private thread of a consult
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postConsultsIdNotes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/consults/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a consult: the colleague sees the conversation no more, unless for another reason
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postConsultsIdEnd"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a conversation part of another open one of the same contact: it is closed, and the other says where it came from
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postConversationsIdMerge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/colleagues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who may see the conversation, and can be mentioned in its notes; by name
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getConversationsIdColleagues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mentions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where notes mention the caller, the latest first
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getMentions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mentions/seen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The caller has seen these notes; others, and notes that do not mention the caller, are left out
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postMentionsSeen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/typing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show the customer for up to 25 seconds that somebody writes; it marks the last message as read at WhatsApp
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postConversationsIdTyping"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What one has written oneself and not sent yet
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getConversationsIdDraft"];
        /**
         * Keep what one has written until it is sent, 30 days at most: whoever replaces another version than the newest gets 409 with that one. A message with `key` as its Idempotency-Key takes the draft away
         * @description For TENANT_ADMIN, AGENT.
         */
        put: operations["putConversationsIdDraft"];
        post?: never;
        /**
         * Throw away what one has written
         * @description For TENANT_ADMIN, AGENT.
         */
        delete: operations["deleteConversationsIdDraft"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Live offers: an agent’s own, for administrators all
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getOffers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/offers/missed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Offers that timed out or were withdrawn before the caller answered, within a day, and that the caller has not been told of
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getOffersMissed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/offers/missed/told": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The caller has been told of the offers that were missed until then
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postOffersMissedTold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/offers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An offer, with what is needed and how the customer began
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getOffersId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/offers/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take the conversation
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postOffersIdAccept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/offers/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Leave the conversation to others
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postOffersIdReject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why each offer of a conversation went to whom it went: the rule, who was considered, and why others were passed over; the newest first
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getConversationsIdOffers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/presence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say whether you take conversations
         * @description For TENANT_ADMIN, AGENT.
         */
        put: operations["putMePresence"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Agents with presence and capacity
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getAgents"];
        put?: never;
        /**
         * Add an agent, who is offline at first. The password is good for a week and for nothing but choosing an own one (`POST /auth/password`)
         * @description For TENANT_ADMIN.
         */
        post: operations["postAgents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change what an agent can do, or disable the agent; what is not given stays
         * @description For TENANT_ADMIN.
         */
        put: operations["putAgentsId"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/capacity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * How many capacity units an agent has
         * @description For TENANT_ADMIN.
         */
        put: operations["putAgentsIdCapacity"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Queues with their settings and members, and how many wait
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getQueues"];
        put?: never;
        /**
         * Add a queue; agents join it with `PUT /agents/{id}`
         * @description For TENANT_ADMIN.
         */
        post: operations["postQueues"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queues/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change a queue. Its conversations get the deadlines they would have had under it, by a job; offers and wrap-ups that are under way keep theirs
         * @description For TENANT_ADMIN.
         */
        put: operations["putQueuesId"];
        post?: never;
        /**
         * Remove a queue that nothing refers to: no conversation, rule, step, and that is not the default
         * @description For TENANT_ADMIN.
         */
        delete: operations["deleteQueuesId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/routing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The routing rules, in order, and the business hours
         * @description For TENANT_ADMIN.
         */
        get: operations["getRouting"];
        /**
         * Write the next version of rules and hours; it counts for conversations that begin or reopen from now on
         * @description For TENANT_ADMIN.
         */
        put: operations["putRouting"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/routing/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An earlier version, and who wrote it
         * @description For TENANT_ADMIN.
         */
        get: operations["getRoutingVersionsVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/routing/simulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What would become of a first message: which rule, queue, steps, and which agent now; nothing is written
         * @description For TENANT_ADMIN.
         */
        post: operations["postRoutingSimulate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How each queue is now: who waits, since when, and who is there
         * @description For TENANT_ADMIN.
         */
        get: operations["getBoard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/skills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What agents can do, by name
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getSkills"];
        put?: never;
        /**
         * Name a skill; agents get it with `PUT /agents/{id}`
         * @description For TENANT_ADMIN.
         */
        post: operations["postSkills"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/skills/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Forget a skill that no rule and nobody who waits needs
         * @description For TENANT_ADMIN.
         */
        delete: operations["deleteSkillsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Teams with members and queues
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getTeams"];
        put?: never;
        /**
         * Put agents together who work in the same queues
         * @description For TENANT_ADMIN.
         */
        post: operations["postTeams"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change a team; what is not given stays
         * @description For TENANT_ADMIN.
         */
        put: operations["putTeamsId"];
        post?: never;
        /**
         * Dissolve a team; its members leave the queues it brought them into
         * @description For TENANT_ADMIN.
         */
        delete: operations["deleteTeamsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/presences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Presences of the tenant’s own, by name
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getPresences"];
        put?: never;
        /**
         * Add a presence, such as “on the phone”: busy, or online with room for one
         * @description For TENANT_ADMIN.
         */
        post: operations["postPresences"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/presences/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a presence; agents who are in it stay so until they say otherwise
         * @description For TENANT_ADMIN.
         */
        delete: operations["deletePresencesId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dispositions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What conversations can have been about, by name
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getDispositions"];
        put?: never;
        /**
         * Add something conversations can have been about
         * @description For TENANT_ADMIN.
         */
        post: operations["postDispositions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dispositions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Retire it: it can no longer be chosen, and stays where it was
         * @description For TENANT_ADMIN.
         */
        delete: operations["deleteDispositionsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/canned-responses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Canned responses one may use: those that fit best first, then those that are used most
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getCannedResponses"];
        put?: never;
        /**
         * Keep a text under a shortcut: everybody their own, administrators for others, too
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postCannedResponses"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/canned-responses/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A canned response; in a conversation with its variables filled in, and those named that could not be
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getCannedResponsesId"];
        /**
         * Change a canned response; what is not given stays
         * @description For TENANT_ADMIN, AGENT.
         */
        put: operations["putCannedResponsesId"];
        post?: never;
        /**
         * Remove a canned response; texts that it was put into stay as they are
         * @description For TENANT_ADMIN, AGENT.
         */
        delete: operations["deleteCannedResponsesId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/canned-responses/{id}/use": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Count that it was put into a reply of this conversation: the more often, the earlier it is found
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postCannedResponsesIdUse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bulk-actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Transfer, assign or close many conversations; each on its own, in the background
         * @description For TENANT_ADMIN.
         */
        post: operations["postBulkActions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The latest 100 jobs: bulk actions, and changed settings that are applied to live conversations
         * @description For TENANT_ADMIN.
         */
        get: operations["getJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far a job is
         * @description For TENANT_ADMIN.
         */
        get: operations["getJobsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop a bulk action; what was done stays done
         * @description For TENANT_ADMIN.
         */
        post: operations["postJobsIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Webhook items that could not be stored: the tenant’s, for SUPER_ADMINs those of no tenant
         * @description For SUPER_ADMIN, TENANT_ADMIN.
         */
        get: operations["getQuarantine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/quarantine/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try to store a quarantined item again; where that fails, the answer says why
         * @description For SUPER_ADMIN, TENANT_ADMIN.
         */
        post: operations["postQuarantineIdReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhook-updates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What WhatsApp said about accounts, numbers, templates and preferences
         * @description For TENANT_ADMIN.
         */
        get: operations["getWebhookUpdates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/media/{id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A link to the file, and to its thumbnail, for five minutes, and no longer than the session or key it was asked for with
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postMediaIdLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/media/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try again to fetch a file that could not be had
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postMediaIdRetry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/media/{id}/transcribe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try again to have a voice message written down, where another try may end otherwise
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postMediaIdTranscribe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring a file to be sent with messages; the body is the file, Content-Type its type
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postUploads"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tenant’s numbers, and what WhatsApp says is wrong with them
         * @description For TENANT_ADMIN.
         */
        get: operations["getNumbers"];
        put?: never;
        /**
         * Connect a number: its token is checked with WhatsApp, the account subscribed, the number registered
         * @description For TENANT_ADMIN.
         */
        post: operations["postNumbers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/numbers/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a paused number send again, once what was wrong is mended
         * @description For TENANT_ADMIN.
         */
        post: operations["postNumbersIdResume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/numbers/{id}/throughput": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say how many messages a second WhatsApp lets the number send (80 unless it was raised)
         * @description For TENANT_ADMIN.
         */
        put: operations["putNumbersIdThroughput"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/numbers/{id}/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Replace the access token once WhatsApp takes the new one; until then the old one is used
         * @description For TENANT_ADMIN.
         */
        put: operations["putNumbersIdToken"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/numbers/{id}/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register the number for the Cloud API, with its two-step PIN
         * @description For TENANT_ADMIN.
         */
        post: operations["postNumbersIdRegister"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/numbers/{id}/pin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set the two-step PIN
         * @description For TENANT_ADMIN.
         */
        put: operations["putNumbersIdPin"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/numbers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Disconnect the number: nothing comes in or goes out, its token is forgotten, its conversations stay
         * @description For TENANT_ADMIN.
         */
        delete: operations["deleteNumbersId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/numbers/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask WhatsApp now how the numbers are; otherwise it happens every hour
         * @description For TENANT_ADMIN.
         */
        post: operations["postNumbersCheck"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/number-orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was wanted of numbers, and what came of it; the newest first
         * @description For TENANT_ADMIN.
         */
        get: operations["getNumberOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/number-orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One order for a number
         * @description For TENANT_ADMIN.
         */
        get: operations["getNumberOrdersId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tenant’s settings, and what is to change of them
         * @description For TENANT_ADMIN.
         */
        get: operations["getSettings"];
        /**
         * Change those settings that are given; switching four eyes off is only proposed
         * @description For TENANT_ADMIN.
         */
        put: operations["putSettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tenant’s settings that the workbench follows, for everybody who works in it
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getMeSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/proposals/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Agree to another administrator’s proposal: with the last one who has to agree the setting holds
         * @description For TENANT_ADMIN.
         */
        post: operations["postSettingsProposalsIdApprove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/proposals/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decline a proposal, or take back one’s own
         * @description For TENANT_ADMIN.
         */
        post: operations["postSettingsProposalsIdDecline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/survey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How contacts are asked how satisfied they are
         * @description For TENANT_ADMIN.
         */
        get: operations["getSurvey"];
        /**
         * Set up how contacts are asked how satisfied they are; conversations that are closed from now on follow it
         * @description For TENANT_ADMIN.
         */
        put: operations["putSurvey"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/insecure-addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Addresses you named that are not https at port 443, and until when they are still called
         * @description For TENANT_ADMIN.
         */
        get: operations["getInsecureAddresses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The message templates WhatsApp knows, and what they need
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getTemplates"];
        put?: never;
        /**
         * Make a template; WhatsApp reviews it
         * @description For TENANT_ADMIN.
         */
        post: operations["postTemplates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read the templates from WhatsApp now; otherwise it happens every hour, and with every change WhatsApp tells
         * @description For TENANT_ADMIN.
         */
        post: operations["postTemplatesSync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change a template; WhatsApp reviews it again
         * @description For TENANT_ADMIN.
         */
        put: operations["putTemplatesId"];
        post?: never;
        /**
         * Delete a template at WhatsApp; its name cannot be used again for 30 days
         * @description For TENANT_ADMIN.
         */
        delete: operations["deleteTemplatesId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/template-changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was to be changed, who agreed, what came of it; the newest first
         * @description For TENANT_ADMIN.
         */
        get: operations["getTemplateChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/template-changes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One change of a template
         * @description For TENANT_ADMIN.
         */
        get: operations["getTemplateChangesId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/template-changes/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Agree to another administrator’s change; with the last one who has to agree it goes to WhatsApp
         * @description For TENANT_ADMIN.
         */
        post: operations["postTemplateChangesIdApprove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/template-changes/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decline a change, or take back one’s own
         * @description For TENANT_ADMIN.
         */
        post: operations["postTemplateChangesIdDecline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who changed what, the newest first; for SUPER_ADMINs what people of the platform did outside any tenant
         * @description For SUPER_ADMIN, TENANT_ADMIN.
         */
        get: operations["getAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Articles, files and pages, the latest changed first
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getKnowledgeDocuments"];
        put?: never;
        /**
         * Write an article; it is a draft until it is published
         * @description For TENANT_ADMIN.
         */
        post: operations["postKnowledgeDocuments"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/documents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A document with its versions
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getKnowledgeDocumentsId"];
        /**
         * Write the next version of an article; what is published stays until that one is
         * @description For TENANT_ADMIN.
         */
        put: operations["putKnowledgeDocumentsId"];
        post?: never;
        /**
         * Remove a document with all its versions
         * @description For TENANT_ADMIN.
         */
        delete: operations["deleteKnowledgeDocumentsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/documents/{id}/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change for whom, in which language and until when a document is; what is published follows at once. With `aiFourEyes` what waits for approval is a draft again, and what is published reaches nobody more (409 `approval_required`): take it back and publish it anew
         * @description For TENANT_ADMIN.
         */
        put: operations["putKnowledgeDocumentsIdSettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/documents/{id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish the newest version: it is found from then on. With `aiFourEyes` the first call asks for approval, and one of another administrator gives it
         * @description For TENANT_ADMIN.
         */
        post: operations["postKnowledgeDocumentsIdPublish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/documents/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a version that waits for approval back
         * @description For TENANT_ADMIN.
         */
        post: operations["postKnowledgeDocumentsIdDecline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/documents/{id}/unpublish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Nobody finds it any more, from now on
         * @description For TENANT_ADMIN.
         */
        post: operations["postKnowledgeDocumentsIdUnpublish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the AI would find for a question by its words, and how sure it would be
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getKnowledgeSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/gaps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Questions of the last 30 days that nothing answered, the latest first
         * @description For TENANT_ADMIN.
         */
        get: operations["getKnowledgeGaps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Files and sites that documents come from, with how far they are and what could not be read
         * @description For TENANT_ADMIN.
         */
        get: operations["getKnowledgeSources"];
        put?: never;
        /**
         * Bring in a page, and the pages it links to on the same host, as its robots.txt allows
         * @description For TENANT_ADMIN.
         */
        post: operations["postKnowledgeSources"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/sources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One of them
         * @description For TENANT_ADMIN.
         */
        get: operations["getKnowledgeSourcesId"];
        put?: never;
        post?: never;
        /**
         * Remove a source with all documents that came from it
         * @description For TENANT_ADMIN.
         */
        delete: operations["deleteKnowledgeSourcesId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring in a file (PDF, DOCX, HTML, Markdown, text, CSV; 20 MB); the body is the file
         * @description For TENANT_ADMIN.
         */
        post: operations["postKnowledgeFiles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/knowledge/sources/{id}/repeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look at a source once more: what changed gets its next version, what is gone is found no more
         * @description For TENANT_ADMIN.
         */
        post: operations["postKnowledgeSourcesIdRepeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the AI can be asked for drafts and proposals, in any conversation: unless the policy’s mode is `off`
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getAi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the AI may do: the latest 100 versions, the newest first
         * @description For TENANT_ADMIN.
         */
        get: operations["getAiPolicies"];
        /**
         * Write the next policy: in force at once, or, with `aiFourEyes`, when another administrator agrees
         * @description For TENANT_ADMIN.
         */
        put: operations["putAiPolicies"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/policies/{version}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Agree to a policy of another administrator: with the last one who has to agree it is in force at once
         * @description For TENANT_ADMIN.
         */
        post: operations["postAiPoliciesVersionApprove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/policies/{version}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Do not agree to it
         * @description For TENANT_ADMIN.
         */
        post: operations["postAiPoliciesVersionDecline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/endpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tenant’s own model; null: the operator’s is asked
         * @description For TENANT_ADMIN.
         */
        get: operations["getAiEndpoint"];
        /**
         * Use a model of your own, over the OpenAI-compatible Chat Completions API; it is tried first
         * @description For TENANT_ADMIN.
         */
        put: operations["putAiEndpoint"];
        post?: never;
        /**
         * Ask the operator’s model again
         * @description For TENANT_ADMIN.
         */
        delete: operations["deleteAiEndpoint"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the AI cost, by day and month, the latest first
         * @description For TENANT_ADMIN.
         */
        get: operations["getAiUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Calls of models, the latest first
         * @description For TENANT_ADMIN.
         */
        get: operations["getAiCalls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/suggestions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Drafts and proposals for the agent, the latest first
         * @description For TENANT_ADMIN, AGENT.
         */
        get: operations["getConversationsIdSuggestions"];
        put?: never;
        /**
         * Ask the AI for a draft, another wording of one, a summary, tags for the contact, what the conversation was about, or articles to go on with; it appears in the list
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postConversationsIdSuggestions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/suggestions/{suggestionId}/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say what became of a draft: used as it was, used after changes, or not. Accepted tags are given to the contact
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postConversationsIdSuggestionsSuggestionIdDecide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/hand-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let the AI answer from now on
         * @description For TENANT_ADMIN, AGENT.
         */
        post: operations["postConversationsIdHandBack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/trials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a policy, in force or not, on questions or on what past conversations began with; nothing is sent
         * @description For TENANT_ADMIN.
         */
        post: operations["postAiTrials"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/trials/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What came of a trial so far
         * @description For TENANT_ADMIN.
         */
        get: operations["getAiTrialsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/training/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Authorisations to use what was said for training, withdrawn ones, too
         * @description For TENANT_ADMIN.
         */
        get: operations["getAiTrainingGrants"];
        put?: never;
        /**
         * Authorise it, for a purpose and a time; another administrator has to approve
         * @description For TENANT_ADMIN.
         */
        post: operations["postAiTrainingGrants"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/training/grants/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve another administrator’s authorisation
         * @description For TENANT_ADMIN.
         */
        post: operations["postAiTrainingGrantsIdApprove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/training/grants/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw it: exports stop, and their files are deleted
         * @description For TENANT_ADMIN.
         */
        post: operations["postAiTrainingGrantsIdWithdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/training/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Files of examples, those that were deleted, too
         * @description For TENANT_ADMIN.
         */
        get: operations["getAiTrainingExports"];
        put?: never;
        /**
         * Write this company’s closed conversations into a file (JSON Lines of chat messages), of contacts who agreed
         * @description For TENANT_ADMIN.
         */
        post: operations["postAiTrainingExports"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai/training/exports/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The file, as long as its authorisation is in force
         * @description For TENANT_ADMIN.
         */
        get: operations["getAiTrainingExportsIdFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        TemplateMessage: {
            name: string;
            language: {
                code: string;
            };
            components?: ({
                /** @constant */
                type: "header";
                parameters: ({
                    /** @constant */
                    type: "text";
                    /** Format: text */
                    text: string;
                    /** Format: text */
                    parameter_name?: string;
                } | {
                    /** @constant */
                    type: "currency";
                    currency: {
                        /**
                         * Format: text
                         * @description What the customer reads.
                         */
                        fallback_value: string;
                        code: string;
                        /**
                         * Format: int64
                         * @description The amount, times 1,000.
                         */
                        amount_1000: number;
                    };
                    /** Format: text */
                    parameter_name?: string;
                } | {
                    /** @constant */
                    type: "date_time";
                    date_time: {
                        /**
                         * Format: text
                         * @description What the customer reads.
                         */
                        fallback_value: string;
                        day_of_week?: number;
                        year?: number;
                        month?: number;
                        day_of_month?: number;
                        hour?: number;
                        minute?: number;
                        /** @enum {string} */
                        calendar?: "GREGORIAN" | "SOLAR_HIJRI";
                    };
                    /** Format: text */
                    parameter_name?: string;
                } | {
                    /** @constant */
                    type: "image";
                    image: {
                        /**
                         * Format: uri
                         * @description WhatsApp fetches the file from there.
                         */
                        link?: string;
                        /**
                         * Format: uuid
                         * @description Of POST /uploads.
                         */
                        uploadId?: string;
                    };
                } | {
                    /** @constant */
                    type: "video";
                    video: {
                        /**
                         * Format: uri
                         * @description WhatsApp fetches the file from there.
                         */
                        link?: string;
                        /**
                         * Format: uuid
                         * @description Of POST /uploads.
                         */
                        uploadId?: string;
                    };
                } | {
                    /** @constant */
                    type: "product";
                    product: {
                        /** Format: text */
                        catalog_id: string;
                        /** Format: text */
                        product_retailer_id: string;
                    };
                } | {
                    /** @constant */
                    type: "document";
                    document: {
                        /**
                         * Format: uri
                         * @description WhatsApp fetches the file from there.
                         */
                        link?: string;
                        /**
                         * Format: uuid
                         * @description Of POST /uploads.
                         */
                        uploadId?: string;
                        /** Format: text */
                        filename?: string;
                    };
                } | {
                    /** @constant */
                    type: "location";
                    location: {
                        latitude: number;
                        longitude: number;
                        /** Format: text */
                        name?: string;
                        /** Format: text */
                        address?: string;
                    };
                })[];
            } | {
                /** @constant */
                type: "body";
                parameters: ({
                    /** @constant */
                    type: "text";
                    /** Format: text */
                    text: string;
                    /** Format: text */
                    parameter_name?: string;
                } | {
                    /** @constant */
                    type: "currency";
                    currency: {
                        /**
                         * Format: text
                         * @description What the customer reads.
                         */
                        fallback_value: string;
                        code: string;
                        /**
                         * Format: int64
                         * @description The amount, times 1,000.
                         */
                        amount_1000: number;
                    };
                    /** Format: text */
                    parameter_name?: string;
                } | {
                    /** @constant */
                    type: "date_time";
                    date_time: {
                        /**
                         * Format: text
                         * @description What the customer reads.
                         */
                        fallback_value: string;
                        day_of_week?: number;
                        year?: number;
                        month?: number;
                        day_of_month?: number;
                        hour?: number;
                        minute?: number;
                        /** @enum {string} */
                        calendar?: "GREGORIAN" | "SOLAR_HIJRI";
                    };
                    /** Format: text */
                    parameter_name?: string;
                })[];
            } | {
                /** @constant */
                type: "button";
                /** @enum {string} */
                sub_type: "quick_reply" | "url" | "copy_code" | "flow" | "catalog" | "mpm" | "QUICK_REPLY" | "URL" | "COPY_CODE" | "FLOW" | "CATALOG" | "MPM";
                index: string | number;
                /** @description A flow or catalog button may be named without. */
                parameters?: ({
                    /** @constant */
                    type: "text";
                    /** Format: text */
                    text: string;
                } | {
                    /** @constant */
                    type: "payload";
                    /** Format: text */
                    payload: string;
                } | {
                    /** @constant */
                    type: "coupon_code";
                    /** Format: text */
                    coupon_code: string;
                } | {
                    /** @constant */
                    type: "action";
                    action: {
                        /**
                         * Format: text
                         * @description Of a flow button: comes back with what the customer fills in.
                         */
                        flow_token?: string;
                        /** @description Of a flow button: what its first screen begins with. */
                        flow_action_data?: {
                            [key: string]: unknown;
                        };
                        /**
                         * Format: text
                         * @description Of a catalog or mpm button: the product whose picture stands above.
                         */
                        thumbnail_product_retailer_id?: string;
                        /** @description Of an mpm button. */
                        sections?: {
                            /** Format: text */
                            title?: string;
                            product_items: {
                                /** Format: text */
                                product_retailer_id: string;
                            }[];
                        }[];
                    };
                })[];
            } | {
                /** @constant */
                type: "limited_time_offer";
                parameters: {
                    /** @constant */
                    type: "limited_time_offer";
                    limited_time_offer: {
                        /**
                         * Format: int64
                         * @description When the offer ends, in milliseconds since 1970.
                         */
                        expiration_time_ms: number;
                    };
                }[];
            } | {
                /** @constant */
                type: "carousel";
                /** @description Each card of the template, once. */
                cards: {
                    /** @description The card’s place in the template. */
                    card_index: number;
                    components: ({
                        /** @constant */
                        type: "header";
                        parameters: ({
                            /** @constant */
                            type: "image";
                            image: {
                                /**
                                 * Format: uri
                                 * @description WhatsApp fetches the file from there.
                                 */
                                link?: string;
                                /**
                                 * Format: uuid
                                 * @description Of POST /uploads.
                                 */
                                uploadId?: string;
                            };
                        } | {
                            /** @constant */
                            type: "video";
                            video: {
                                /**
                                 * Format: uri
                                 * @description WhatsApp fetches the file from there.
                                 */
                                link?: string;
                                /**
                                 * Format: uuid
                                 * @description Of POST /uploads.
                                 */
                                uploadId?: string;
                            };
                        } | {
                            /** @constant */
                            type: "product";
                            product: {
                                /** Format: text */
                                catalog_id: string;
                                /** Format: text */
                                product_retailer_id: string;
                            };
                        })[];
                    } | {
                        /** @constant */
                        type: "body";
                        parameters: ({
                            /** @constant */
                            type: "text";
                            /** Format: text */
                            text: string;
                            /** Format: text */
                            parameter_name?: string;
                        } | {
                            /** @constant */
                            type: "currency";
                            currency: {
                                /**
                                 * Format: text
                                 * @description What the customer reads.
                                 */
                                fallback_value: string;
                                code: string;
                                /**
                                 * Format: int64
                                 * @description The amount, times 1,000.
                                 */
                                amount_1000: number;
                            };
                            /** Format: text */
                            parameter_name?: string;
                        } | {
                            /** @constant */
                            type: "date_time";
                            date_time: {
                                /**
                                 * Format: text
                                 * @description What the customer reads.
                                 */
                                fallback_value: string;
                                day_of_week?: number;
                                year?: number;
                                month?: number;
                                day_of_month?: number;
                                hour?: number;
                                minute?: number;
                                /** @enum {string} */
                                calendar?: "GREGORIAN" | "SOLAR_HIJRI";
                            };
                            /** Format: text */
                            parameter_name?: string;
                        })[];
                    } | {
                        /** @constant */
                        type: "button";
                        /** @enum {string} */
                        sub_type: "quick_reply" | "url" | "copy_code" | "flow" | "catalog" | "mpm" | "QUICK_REPLY" | "URL" | "COPY_CODE" | "FLOW" | "CATALOG" | "MPM";
                        index: string | number;
                        /** @description A flow or catalog button may be named without. */
                        parameters?: ({
                            /** @constant */
                            type: "text";
                            /** Format: text */
                            text: string;
                        } | {
                            /** @constant */
                            type: "payload";
                            /** Format: text */
                            payload: string;
                        } | {
                            /** @constant */
                            type: "coupon_code";
                            /** Format: text */
                            coupon_code: string;
                        } | {
                            /** @constant */
                            type: "action";
                            action: {
                                /**
                                 * Format: text
                                 * @description Of a flow button: comes back with what the customer fills in.
                                 */
                                flow_token?: string;
                                /** @description Of a flow button: what its first screen begins with. */
                                flow_action_data?: {
                                    [key: string]: unknown;
                                };
                                /**
                                 * Format: text
                                 * @description Of a catalog or mpm button: the product whose picture stands above.
                                 */
                                thumbnail_product_retailer_id?: string;
                                /** @description Of an mpm button. */
                                sections?: {
                                    /** Format: text */
                                    title?: string;
                                    product_items: {
                                        /** Format: text */
                                        product_retailer_id: string;
                                    }[];
                                }[];
                            };
                        })[];
                    })[];
                }[];
            })[];
        };
        ConversationFilter: {
            /** Format: uuid */
            queueId?: string;
            /** @description `me`: the caller; `none`: those that nobody has. */
            agentId?: string | ("me" | "none");
            /** Format: uuid */
            numberId?: string;
            /**
             * Format: text
             * @description A tag of the contact.
             */
            tag?: string;
            /**
             * @description `breached`: a service level was missed; `due`: one is to be kept soon.
             * @enum {string}
             */
            sla?: "breached" | "due";
            /**
             * @description The customer-service window; `closing`: open, for less than two hours.
             * @enum {string}
             */
            window?: "open" | "closing" | "closed";
            state?: ("queued" | "offered" | "active" | "wrapping" | "snoozed" | "bot" | "closed" | "archived" | "erased")[];
            unread?: boolean;
        };
        BusinessHours: {
            timeZone: string;
            week: {
                mon?: {
                    from: string;
                    /** @description Not included; one that is not later than `from` is on the next day. */
                    to: string;
                }[];
                tue?: {
                    from: string;
                    /** @description Not included; one that is not later than `from` is on the next day. */
                    to: string;
                }[];
                wed?: {
                    from: string;
                    /** @description Not included; one that is not later than `from` is on the next day. */
                    to: string;
                }[];
                thu?: {
                    from: string;
                    /** @description Not included; one that is not later than `from` is on the next day. */
                    to: string;
                }[];
                fri?: {
                    from: string;
                    /** @description Not included; one that is not later than `from` is on the next day. */
                    to: string;
                }[];
                sat?: {
                    from: string;
                    /** @description Not included; one that is not later than `from` is on the next day. */
                    to: string;
                }[];
                sun?: {
                    from: string;
                    /** @description Not included; one that is not later than `from` is on the next day. */
                    to: string;
                }[];
            };
            /** @default [] */
            holidays: string[];
        };
        RoutingRule: {
            /**
             * Format: uuid
             * @description Yours to choose; offers name it.
             */
            id: string;
            /** Format: text */
            name: string;
            /** @description All that is given must hold; a rule without conditions always matches. */
            when: {
                numberIds?: string[];
                kinds?: ("text" | "image" | "video" | "audio" | "document" | "sticker" | "location" | "contacts" | "interactive" | "button" | "reaction" | "order" | "system" | "edit" | "revoke" | "request_welcome" | "unsupported")[];
                /** @description Any of these, as words of their own, however they are capitalised. */
                words?: string[];
                /**
                 * Format: any-text
                 * @description RE2 syntax; looked for in the first 1,000 characters.
                 */
                pattern?: string;
                /** @description Whether the contact has had a conversation on this number before. */
                returning?: boolean;
                fromAd?: boolean;
                /** @description The contact’s language: as set on the contact, else as recognised in the first message, when that is sure. */
                languages?: string[];
                vip?: boolean;
                /** @description The contact has any of these. */
                tags?: string[];
                /** @description The contact has all of these, with these very values. */
                attributes?: {
                    [key: string]: string;
                };
                /**
                 * @description Whether the business hours are on; without hours it is always open.
                 * @enum {string}
                 */
                hours?: "open" | "closed";
            };
            route: {
                /** Format: uuid */
                queueId: string;
                /**
                 * @description Each step counts as ten minutes of waiting.
                 * @default 0
                 */
                priority: number;
                /** @default [] */
                needs: {
                    /** Format: uuid */
                    skillId: string;
                    level: number;
                }[];
                /**
                 * @description What the AI does with it, where an AI policy is in force; else that policy decides. With `aiFourEyes` a rule may lower what the policy says, and not raise it.
                 * @enum {string}
                 */
                ai?: "off" | "suggest" | "answer" | "until_handed_over" | "out_of_hours";
            };
        };
        /** @description How contacts are asked, after a conversation, how satisfied they are. */
        Survey: {
            enabled: boolean;
            /** @description From the closing to the question. */
            waitMinutes: number;
            /** @description How a conversation was closed for its contact to be asked. */
            closings: ("agent" | "administrator" | "wrap_up_ended" | "idle")[];
            /** @description Only in these queues; null: in all. */
            queueIds: string[] | null;
            /** @description Only where it was about one of these; null: whatever it was about. */
            dispositionIds: string[] | null;
            /** @description Only where a person has answered. */
            onlyAnswered: boolean;
            /** @description A contact is asked again only after so many days; 0: always. */
            quietDays: number;
            /** @description For how long after the rating a text is a comment. */
            commentMinutes: number;
            /** @description What contacts are told, by language; one whose language is none of them gets the first. */
            texts: {
                language: string;
                /** Format: text */
                question: string;
                /**
                 * Format: text
                 * @description On the button that opens the list of ratings.
                 */
                button: string;
                /** @description Sent after the first rating; null: nothing. */
                thanks: string | null;
                /** @description Asks for a comment, after `thanks`; null: none is awaited. */
                comment: string | null;
            }[];
            /** @description Asks when the customer-service window is closed: a template without parameters and with five quick-reply buttons, which stand for 5 to 1 in this order; null: nobody is asked then. */
            templateName: string | null;
        };
        AiPolicy: {
            /**
             * @description `suggest`: it drafts for agents. `answer`: it answers, and hands over what it cannot answer. `until_handed_over`: but a conversation it once handed over stays with people. `out_of_hours`: it answers what begins outside the hours, and drafts in the others.
             * @enum {string}
             */
            mode: "off" | "suggest" | "answer" | "until_handed_over" | "out_of_hours";
            /** @default [] */
            numbers: {
                /** Format: uuid */
                numberId: string;
                /** @enum {string} */
                mode: "off" | "suggest" | "answer" | "until_handed_over" | "out_of_hours";
            }[];
            /** @default [] */
            queues: {
                /** Format: uuid */
                queueId: string;
                /** @enum {string} */
                mode: "off" | "suggest" | "answer" | "until_handed_over" | "out_of_hours";
            }[];
            /**
             * @default friendly
             * @enum {string}
             */
            tone: "friendly" | "neutral" | "formal";
            /** @default [] */
            languages: string[];
            /**
             * Format: any-text
             * @default
             */
            instructions: string;
            /** @default [] */
            allowedTopics: string[];
            /**
             * @description A contact who uses one of these words is answered by people.
             * @default []
             */
            forbiddenTopics: string[];
            /** @default {} */
            handOver: {
                /** @default I am connecting you with a colleague. */
                text: string | null;
                /** @default null */
                outOfHoursText: string | null;
                /** @default [] */
                sensitiveWords: string[];
                /** @default true */
                vip: boolean;
                /** @default true */
                anger: boolean;
                /** @default null */
                moneyOver: number | null;
                /** @default 2 */
                unresolved: number;
                /** @default null */
                queueId: string | null;
                /** @default null */
                priority: number | null;
                /** @default [] */
                needs: {
                    /** Format: uuid */
                    skillId: string;
                    level: number;
                }[];
            };
            /** @default {} */
            caps: {
                /** @default 10 */
                answersPerConversation: number;
                /** @default null */
                microsPerConversation: number | null;
                /** @default null */
                tokensPerDay: number | null;
                /** @default null */
                microsPerDay: number | null;
                /** @default null */
                microsPerMonth: number | null;
            };
            /** @default Hello! How can we help you? */
            greeting: string | null;
            /** @default Which of these do you mean? */
            clarification: string | null;
            /** @default This is an automated answer. Write “person” at any time to talk to one. */
            disclosure: string | null;
            /**
             * @description Whether thanks are answered with one word of politeness in the contact’s language; else with nothing. Neither brings in people.
             * @default true
             */
            courtesy: boolean;
            /** @default false */
            cite: boolean;
            /** @default false */
            buttons: boolean;
            /** @default [] */
            linkHosts: string[];
            /**
             * @description Of what is asked, weighed by how rare the words are, so much must stand in the best passage.
             * @default 0.45
             */
            evidenceFloor: number;
            /**
             * @description Where a model of embeddings is set: a passage at least this near in meaning (cosine) is evidence, too; null: words alone are. What is near differs from model to model: try it.
             * @default null
             */
            similarityFloor: number | null;
            /** @default {} */
            gather: {
                /** @default 4000 */
                quietMs: number;
                /** @default 12000 */
                capMs: number;
                /** @default 78000 */
                deadlineMs: number;
            };
            /**
             * Format: int64
             * @default 86400000
             */
            closeAfterMs: number;
            /** @default true */
            mask: boolean;
            /**
             * @description Whose voice messages a model writes down, where there is one for that and the AI is not off: nobody’s, those of contacts whose consent is recorded, or everybody’s; never those of contacts whose processing is restricted. What is said in a recording cannot be masked.
             * @default off
             * @enum {string}
             */
            transcripts: "off" | "consented" | "all";
        };
        Me: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @enum {string} */
            role: "SUPER_ADMIN" | "TENANT_ADMIN" | "AGENT";
            tenantId: string | null;
        };
        /** @description RFC 9457 problem details */
        Problem: {
            type: string;
            title: string;
            status: number;
            /** @description Stable; branch on it. */
            code: string;
            detail?: string;
            field?: string;
            requestId: string;
        } & {
            [key: string]: unknown;
        };
        Conversation: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            state: "queued" | "offered" | "active" | "wrapping" | "snoozed" | "bot" | "closed" | "archived" | "erased";
            lastSeq: number;
            queueId: string | null;
            agentId: string | null;
            offerId: string | null;
            assignmentId: string | null;
            priority: number;
            contact: {
                /** Format: uuid */
                id: string;
                name: string | null;
                username: string | null;
                waId: string | null;
                userId: string | null;
                /** @description The customer told WhatsApp that it wants no marketing. */
                marketingStopped: boolean;
                vip: boolean;
                /** @description On this number: it can neither write to it nor be written to. */
                blocked: boolean;
                tags: string[];
            };
            number: {
                /** Format: uuid */
                id: string;
                phoneNumberId: string;
                displayPhoneNumber: string;
                name: string;
                sendingPaused: boolean;
            };
            unread: number;
            lastMessage: {
                /** Format: uuid */
                id: string;
                kind: string | null;
                direction: string | null;
                preview: string | null;
                /** Format: date-time */
                at: string;
            } | null;
            /** @description The contact’s reaction, where nothing was said after it; null: there is none, or it was taken back. */
            reaction: {
                emoji: string;
                /**
                 * Format: uuid
                 * @description The message that is the reaction.
                 */
                messageId: string;
                /** Format: date-time */
                at: string;
            } | null;
            /** @description The customer-service window: free-form messages are possible while it is open. */
            window: {
                open: boolean;
                expiresAt: string | null;
            };
            enqueuedAt: string | null;
            /** Format: date-time */
            openedAt: string;
            closedAt: string | null;
            /** @description What it was about. */
            dispositionId: string | null;
            /** @description The conversation it became part of. */
            mergedInto: string | null;
            /** @description How satisfied the contact is; null: it neither was nor is to be asked. */
            survey: {
                /** @description Whose work is rated: who had it when it was closed. */
                agentId: string | null;
                /** @description When the contact will be asked; null: it was. */
                dueAt: string | null;
                askedAt: string | null;
                /** @description The question; null: it is not asked yet. */
                messageId: string | null;
                /** @description 1 (worst) to 5 (best); null: the contact has not answered. */
                rating: number | null;
                ratedAt: string | null;
                /** @description The message in which the contact said more about it. */
                commentId: string | null;
            } | null;
            /** @description The AI’s part in it; null: none. */
            ai: {
                /** @enum {string} */
                mode: "answer" | "suggest" | "off";
                answers: number;
                handedOver: boolean;
                lastTurn: number;
                turn: {
                    number: number;
                    /** @enum {string} */
                    kind: "answer" | "suggest";
                    /** Format: date-time */
                    dueAt: string;
                } | null;
            } | null;
            /** @description The promises that run. */
            sla: {
                /** @enum {string} */
                target: "first_response" | "next_response" | "resolution";
                /** @description Null while the contact is to answer. */
                dueAt: string | null;
                warnsAt: string | null;
                /** @description Business time that was left when it was paused. */
                remainingMs: number | null;
                breached: boolean;
            }[];
            deadlines: {
                offerExpiresAt: string | null;
                matchRetryAt: string | null;
                wrapUpEndsAt: string | null;
                maxWaitAt: string | null;
                snoozedUntil: string | null;
                idleAt: string | null;
                archiveAt: string | null;
                retentionAt: string | null;
            };
            openSends: {
                /** Format: uuid */
                messageId: string;
                /** Format: uuid */
                attemptId: string;
                /** @enum {string} */
                attempt: "PREPARED" | "IN_FLIGHT";
                notBefore: string | null;
                deadline: string | null;
            }[];
        };
        Message: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            conversationId: string;
            /** @enum {string} */
            direction: "inbound" | "outbound" | "internal";
            type: string;
            content: {
                [key: string]: unknown;
            } | null;
            raw?: unknown;
            /** @description What the message says, whatever its type: text, caption, what was tapped or filled in, a card, an order. Null: it has no words. */
            words: string | null;
            /** @description Of the answer to a form (a WhatsApp flow): each field as it was filled in. */
            answers: {
                label: string;
                answer: string;
            }[];
            wamid: string | null;
            contextWamid: string | null;
            /** @description Outbound: queued, sending, accepted, sent, delivered, read, played, failed, unknown, canceled. */
            status: string | null;
            error: {
                /** @description Meta’s code, or one of our own: window_closed, number_paused, unreachable. */
                code: string | null;
                /** @description In Meta’s words. */
                text: string | null;
                /** @description What happened and what to do, in plain words. */
                explanation: string | null;
                /** @description Of a message that missed the customer-service window: what could be sent instead. */
                templates: {
                    /** Format: uuid */
                    id: string;
                    name: string;
                    language: string;
                    category: string;
                }[] | null;
            } | null;
            /** @description Of a note: who reads it beside its author and administrators; empty: all colleagues. */
            privateTo: string[];
            consultId: string | null;
            /** @description The AI wrote it; `GET /ai/calls` has the call, unless none was needed. */
            aiCallId: string | null;
            authorId: string | null;
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            receivedAt: string;
            contentDeletedAt: string | null;
            /** @description What became of it later, the oldest first: edit (with the new words), revoke, reaction (with its emoji; null: taken back). */
            happenings: {
                kind: string;
                /** Format: uuid */
                messageId: string;
                /** Format: date-time */
                at: string;
                /** @description Whose it is: the contact’s (inbound) or ours; null: that is not known any more. */
                direction: ("inbound" | "outbound") | null;
                words: string | null;
            }[];
            /** @description The message of the same conversation that it replies to. */
            quotes: {
                /** Format: uuid */
                messageId: string;
                /** @enum {string} */
                direction: "inbound" | "outbound";
                type: string;
                words: string | null;
            } | null;
            /** @description The file of a message that has one; of several the first. */
            media: components["schemas"]["Media"] | null;
            /** @description All files of a message, in order: a template may show one on each of its cards. */
            files: components["schemas"]["Media"][];
        };
        Media: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "image" | "video" | "audio" | "document" | "sticker";
            /**
             * @description refused: empty, or larger than WhatsApp delivers; failed: not to be had from WhatsApp.
             * @enum {string}
             */
            state: "fetching" | "stored" | "refused" | "failed";
            reason: {
                code: string;
                explanation: string | null;
            } | null;
            mimeType: string | null;
            /** @description Bytes. */
            size: number | null;
            fileName: string | null;
            width: number | null;
            height: number | null;
            durationMs: number | null;
            hasThumbnail: boolean;
            /** @description Whether `POST /media/{id}/retry` fetches it again. */
            canRetry: boolean;
            /** @description How a page may show it; null: it is for download only. */
            preview: ("picture" | "audio" | "video") | null;
            /** @description What people are to be told before they open it, the worst first: executable, macros, active_content, type_mismatch, name_mismatch, archive, broken, too_many_pixels, unreadable. */
            warnings: {
                code: string;
                explanation: string | null;
            }[];
            /** @description What is said in a voice message of a contact; null for other files. */
            transcript: {
                /**
                 * @description working: a model is, or will be, asked; none: there is none, and `reason` says why.
                 * @enum {string}
                 */
                state: "working" | "done" | "none";
                /** @description As a model heard it: it may be wrong. */
                text: string | null;
                /** @description ISO 639-1; null: it could not be told. */
                language: string | null;
                /** @description off, not_allowed, too_long, no_model, over_budget, nothing_said, failed. */
                reason: {
                    code: string;
                    explanation: string | null;
                } | null;
                /** @description Whether `POST /media/{id}/transcribe` has another try made. */
                canRetry: boolean;
            } | null;
        };
        SavedView: {
            /** Format: uuid */
            id: string;
            name: string;
            filter: components["schemas"]["ConversationFilter"];
            shared: boolean;
            /** @description Whether it is the caller’s. */
            own: boolean;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        ContactImport: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            state: "checking" | "checked" | "applying" | "applied" | "undoing" | "undone" | "failed" | "canceled";
            fileName: string | null;
            /** @description What each column of the file is taken for: phone, name, …, `attributes.<name>`; or it is `ignored`. */
            columns: string[];
            encoding: string;
            /** @description That have been read. */
            lines: number;
            /** @description The line up to which the present step has come; the first is the header. */
            done: number;
            /** @description Of lines. `create`, `change`: to be done; `created`, `changed`: done; `undone`, `kept`: taken back as a whole, or not, because somebody has used or changed it since. */
            counts: {
                create: number;
                change: number;
                created: number;
                changed: number;
                unchanged: number;
                refused: number;
                undone: number;
                kept: number;
            };
            /** @description `file_lost`: the stored file was not there any more, or damaged; it is to be brought again. */
            error: ("not_csv" | "too_many_lines" | "too_many_columns" | "file_lost") | null;
            /** Format: uuid */
            authorId: string;
            /** Format: date-time */
            createdAt: string;
            appliedAt: string | null;
            endedAt: string | null;
            /** @description Until when it can be taken back; null: there is nothing to. */
            undoUntil: string | null;
            /**
             * Format: date-time
             * @description From then on its lines are not kept.
             */
            expiresAt: string;
        };
        ContactImportLine: {
            /** @description As a spreadsheet counts; the first is the header. */
            line: number;
            phone: string | null;
            name: string | null;
            /** @enum {string} */
            outcome: "create" | "change" | "created" | "changed" | "unchanged" | "refused";
            /** @description Why it is refused; with `undone` false: why it was not taken back, if not because of use. */
            reason: ("no_phone_number" | "invalid_phone_number" | "ambiguous_phone_number" | "number_twice" | "too_many_cells" | "too_long" | "not_text" | "invalid_language" | "invalid_flag" | "too_many_tags" | "too_many_attributes" | "contact_restricted") | null;
            field: string | null;
            contactId: string | null;
            undone: boolean | null;
        };
        MergeProposal: {
            contacts: [
                components["schemas"]["Contact"],
                components["schemas"]["Contact"]
            ];
            /** @description `email`: the attribute `email` is the same; `name_and_number`: the name is, and the last eight digits of a number. */
            signals: ("email" | "name_and_number")[];
        };
        Contact: {
            /** Format: uuid */
            id: string;
            /** @description What it is called: by colleagues, or else by itself. */
            name: string | null;
            /** @description What it calls itself at WhatsApp. */
            profileName: string | null;
            username: string | null;
            waId: string | null;
            userId: string | null;
            marketingStopped: boolean;
            /** @description What colleagues call it; null: as it calls itself at WhatsApp. */
            givenName: string | null;
            vip: boolean;
            /** @description Null: nobody has said; routing then looks at the first message. */
            language: string | null;
            /** @description The contact agreed that what it wrote is used for training. */
            trainingConsent: boolean;
            /** @description Processing is restricted (GDPR, Article 18): left out of whatever is not the talk itself. */
            restricted: boolean;
            /** @description Where the contact agreed to be written to first; null: nobody has noted it, or it took that back. */
            consent: {
                /** Format: text */
                source: string;
            } | null;
            /** @description All tags; those that are not named are taken away. */
            tags: string[];
            /** @description All attributes; those that are not named are taken away. */
            attributes: {
                [key: string]: string;
            };
            blocks: components["schemas"]["ContactBlock"][];
            /** Format: date-time */
            createdAt: string;
        };
        /** @description A contact on one of our numbers, at WhatsApp: blocked, or not any more. */
        ContactBlock: {
            /** Format: uuid */
            numberId: string;
            /** @description As WhatsApp said last. */
            blocked: boolean;
            wanted: boolean;
            /** @enum {string} */
            state: "waiting" | "done" | "refused";
            /** @enum {string} */
            reason: "spam" | "abuse" | "fraud" | "other";
            note: string | null;
            /** @description Why it was refused. `not_lately`: it last wrote more than 24 hours ago. */
            error: {
                /** @enum {string} */
                code: "not_lately" | "list_full" | "no_number" | "disconnected" | "token_refused" | "refused" | "not_reached";
                metaCode: number | null;
            } | null;
            /** Format: date-time */
            askedAt: string;
            endedAt: string | null;
        };
        ListedContact: {
            /** Format: uuid */
            id: string;
            /** @description What it is called: by colleagues, or else by itself. */
            name: string | null;
            /** @description What it calls itself at WhatsApp. */
            profileName: string | null;
            username: string | null;
            waId: string | null;
            userId: string | null;
            marketingStopped: boolean;
            /** @description What colleagues call it; null: as it calls itself at WhatsApp. */
            givenName: string | null;
            vip: boolean;
            /** @description Null: nobody has said; routing then looks at the first message. */
            language: string | null;
            /** @description The contact agreed that what it wrote is used for training. */
            trainingConsent: boolean;
            /** @description Processing is restricted (GDPR, Article 18): left out of whatever is not the talk itself. */
            restricted: boolean;
            /** @description Where the contact agreed to be written to first; null: nobody has noted it, or it took that back. */
            consent: {
                /** Format: text */
                source: string;
            } | null;
            /** @description All tags; those that are not named are taken away. */
            tags: string[];
            /** @description All attributes; those that are not named are taken away. */
            attributes: {
                [key: string]: string;
            };
            blocks: components["schemas"]["ContactBlock"][];
            /** Format: date-time */
            createdAt: string;
            /** @description The latest conversation to see; null: there is none. */
            conversationId: string | null;
            /**
             * Format: date-time
             * @description When something was last written there; without one, when it was created.
             */
            activeAt: string;
        };
        SearchGroup: {
            /** @enum {string} */
            kind: "contact" | "message" | "note";
            items: components["schemas"]["SearchHit"][];
            /** @description To further hits of this kind. A page of messages or notes may be short, or empty, and still have one: so much was looked at. */
            nextCursor: string | null;
            /** @description Of contacts: more have the longest word than were looked at, and some that fit may be missing. More letters find them. */
            isPartial: boolean;
        };
        SearchHit: {
            /** @enum {string} */
            kind: "contact" | "message" | "note";
            /** Format: uuid */
            contactId: string;
            /** @description Of a contact: the latest one; null: there is none to see. */
            conversationId: string | null;
            /** @description Of messages and notes; `GET …/messages?around=` opens there. */
            messageId: string | null;
            /** @description Of messages and notes. */
            direction: ("inbound" | "outbound" | "internal") | null;
            /** @description When it was written; of a contact, when something was last written. */
            at: string | null;
            /** @description Of the contact. */
            name: components["schemas"]["Snippet"] | null;
            /** @description Of a contact. */
            username: components["schemas"]["Snippet"] | null;
            /** @description Of a contact: its phone number, with a plus. */
            number: components["schemas"]["Snippet"] | null;
            /** @description Of messages and notes: the part of the text around the first find. */
            words: components["schemas"]["Snippet"] | null;
        };
        Snippet: {
            text: string;
            /** @description What of it was looked for: from `start` to before `end`, in UTF-16 code units. */
            ranges: {
                start: number;
                end: number;
            }[];
        };
        Consult: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            conversationId: string;
            /** Format: uuid */
            askerId: string;
            /** Format: uuid */
            agentId: string;
            /** Format: date-time */
            startedAt: string;
            endedAt: string | null;
        };
        Colleague: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description Null: an administrator who takes no conversations. */
            presence: ("online" | "busy" | "away" | "offline") | null;
        };
        Mention: {
            /** Format: uuid */
            messageId: string;
            /** Format: uuid */
            conversationId: string;
            contactName: string | null;
            authorName: string | null;
            /** @description How the note begins. */
            preview: string | null;
            /** Format: date-time */
            at: string;
            seenAt: string | null;
        };
        MessageDraft: {
            /** @enum {string} */
            kind: "reply" | "note";
            /** @description What the next `PUT` replaces; 0: there was none yet. */
            version: number;
            /** @description Null: there is none. */
            text: string | null;
            /** @description The message that it replies to. */
            quotes: string | null;
            /** @description The Idempotency-Key it is to be sent with. */
            key: string | null;
            /** @description The Idempotency-Key of the last message of the same kind that was taken. */
            sentKey: string | null;
            updatedAt: string | null;
            expiresAt: string | null;
        };
        Offer: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            conversationId: string;
            /** Format: uuid */
            queueId: string;
            /** Format: uuid */
            agentId: string;
            state: string;
            /** Format: date-time */
            offeredAt: string;
            /** Format: date-time */
            expiresAt: string;
            endedAt: string | null;
        };
        MissedOffers: {
            /** @description How many there are. */
            count: number;
            /** @description The latest of them, at most 20, the latest first. */
            items: {
                /** Format: uuid */
                id: string;
                /** Format: uuid */
                conversationId: string;
                /** Format: uuid */
                queueId: string;
                /** @description Null: the caller does not see the conversation. */
                contactName: string | null;
                /** @enum {string} */
                state: "expired" | "rescinded";
                /** Format: date-time */
                endedAt: string;
            }[];
        };
        OfferBrief: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            conversationId: string;
            /** Format: uuid */
            queueId: string;
            /** Format: uuid */
            agentId: string;
            state: string;
            /** Format: date-time */
            offeredAt: string;
            /** Format: date-time */
            expiresAt: string;
            endedAt: string | null;
            /** @description The names of the skills that are needed. */
            skills: string[];
            /** @description How the customer began, since it was opened or reopened; null: with no words. */
            firstWords: string | null;
        };
        OfferStory: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            queueId: string;
            /** Format: uuid */
            agentId: string;
            agentName: string | null;
            state: string;
            /** Format: date-time */
            offeredAt: string;
            /** Format: date-time */
            expiresAt: string;
            endedAt: string | null;
            reason: string | null;
            /** @description The routing rule that brought the conversation into its queue; null: none matched, or a person did. */
            rule: {
                /** Format: uuid */
                id: string;
                name: string | null;
                version: number;
            } | null;
            /** @description Null where a person chose the agent. */
            decision: {
                /** @description Version of the queue’s settings that were in force. */
                queueVersion?: number;
                /** @enum {string} */
                strategy: "longest_idle" | "least_loaded" | "round_robin" | "most_skilled";
                /** @description It went to the contact’s last agent. */
                sticky: boolean;
                needs: {
                    /** Format: uuid */
                    skillId: string;
                    level: number;
                }[];
                priority: number;
                /** @description Routing steps taken before. */
                step: number;
                waitingSince: string | null;
                waitedMs: number;
                placeInLine: number;
                considered: number;
                /** @description Agents who were asked at the same time. */
                askedAtOnce?: number;
                passedOver: {
                    /** Format: uuid */
                    agentId: string;
                    agentName: string | null;
                    /** @enum {string} */
                    why: "not_online" | "lacks_skill" | "excluded" | "needed_elsewhere" | "no_room" | "later_in_line";
                }[];
            } | null;
        };
        Agent: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @enum {string} */
            presence: "online" | "busy" | "away" | "offline";
            presenceReason: string | null;
            /** Format: date-time */
            presenceSince: string;
            used: number;
            max: number;
            /** @description Of `max`, what the presence leaves. */
            room: number;
            logoutAt: string | null;
            queueIds: string[];
            queues: {
                /** Format: uuid */
                queueId: string;
                rank: number;
                /** @description Only a team brought the agent into it. */
                byTeam: boolean;
            }[];
            teamIds: string[];
            skills: {
                /** Format: uuid */
                skillId: string;
                level: number;
            }[];
            disabled: boolean;
        };
        Queue: {
            /** Format: uuid */
            id: string;
            /** @description Counts the changes; what each was stands in the audit. */
            version: number;
            /** Format: text */
            name: string;
            acceptTimeoutMs: number;
            wrapUpMs: number;
            excludeMs: number;
            missLimit: number;
            /** @description Capacity units a conversation takes at an agent. */
            weight: number;
            /**
             * @description Which of the agents who could take a conversation gets it.
             * @enum {string}
             */
            strategy: "longest_idle" | "least_loaded" | "round_robin" | "most_skilled";
            /**
             * Format: int64
             * @description How long a contact’s last agent is asked first; 0: never.
             */
            stickyMs: number;
            /** @description Agents may take from the line what they choose (`POST /conversations/{id}/take`). */
            pull: boolean;
            /** @description What becomes of a contact who has waited for so long in all. */
            maxWait: ({
                /** Format: int64 */
                afterMs: number;
                /** @constant */
                action: "queue";
                /**
                 * Format: uuid
                 * @description It waits there, as long as it has waited; that queue’s own steps are not taken.
                 */
                queueId: string;
            } | {
                /** Format: int64 */
                afterMs: number;
                /** @constant */
                action: "message";
                /**
                 * Format: text
                 * @description {position} and {minutes} are filled in.
                 */
                text: string;
                /**
                 * Format: text
                 * @description Said instead where nobody can tell the minutes.
                 */
                otherwise?: string;
            } | {
                /** Format: int64 */
                afterMs: number;
                /** @constant */
                action: "close";
                text: string | null;
            } | {
                /** Format: int64 */
                afterMs: number;
                /** @constant */
                action: "ai";
            }) | null;
            /** @description So many wait at most; with `whenFull`, what becomes of others. */
            maxLength: number | null;
            whenFull: ({
                /** @constant */
                action: "queue";
                /**
                 * Format: uuid
                 * @description It waits there, as long as it has waited; that queue’s own steps are not taken.
                 */
                queueId: string;
            } | {
                /** @constant */
                action: "close";
                text: string | null;
            }) | null;
            /** @description A contact who does not answer is reminded, then the conversation is closed. */
            idle: {
                /** Format: int64 */
                remindAfterMs: number;
                /** Format: text */
                reminder: string;
                /** Format: int64 */
                closeAfterMs: number;
                farewell: string | null;
            } | null;
            /** @description What is promised, in business time; of several goals the one with the highest `minPriority` up to the conversation’s priority. */
            sla: {
                minPriority: number;
                firstResponseMs: number | null;
                nextResponseMs: number | null;
                resolutionMs: number | null;
                /**
                 * Format: int64
                 * @default 0
                 */
                warnBeforeMs: number;
            }[];
            /** @description Null: the tenant’s, of `PUT /routing`. */
            hours: components["schemas"]["BusinessHoursOutput"] | null;
            /** @description Told to who writes outside the hours, once until they begin again. */
            outOfHoursText: string | null;
            dispositionRequired: boolean;
            /** @description Agents have what they are offered at once. */
            autoAccept: boolean;
            /** @description So many agents are offered a conversation at once, at most; the first to accept has it. Not with `autoAccept`. */
            broadcast: number;
            /** @description What widens who may get a conversation, counted from when it entered the queue; after the last it waits on. Who waits already keeps the time of the next step. */
            steps: ({
                afterMs: number;
                /** @constant */
                action: "lower";
                /** @description No skill is needed above this level any more; 0: none at all. */
                level: number;
            } | {
                afterMs: number;
                /** @constant */
                action: "queue";
                /**
                 * Format: uuid
                 * @description It waits there, as long as it has waited; that queue’s own steps are not taken.
                 */
                queueId: string;
            } | {
                afterMs: number;
                /** @constant */
                action: "message";
                /**
                 * Format: text
                 * @description {position} and {minutes} are filled in.
                 */
                text: string;
                /**
                 * Format: text
                 * @description Said instead where nobody can tell the minutes.
                 */
                otherwise?: string;
            } | {
                afterMs: number;
                /** @constant */
                action: "close";
                text: string | null;
            } | {
                afterMs: number;
                /** @constant */
                action: "ai";
            })[];
            memberIds: string[];
            waiting: number;
            /** Format: date-time */
            createdAt: string;
        };
        RoutingPolicy: {
            version: number;
            rules: components["schemas"]["RoutingRuleOutput"][];
            hours: components["schemas"]["BusinessHoursOutput"] | null;
        };
        QueueBoard: {
            /** Format: uuid */
            queueId: string;
            name: string;
            waiting: number;
            /** @description Since when the longest waiting contact waits. */
            oldestSince: string | null;
            offered: number;
            active: number;
            wrapping: number;
            snoozed: number;
            /** @description The AI answers. */
            bot: number;
            /** @description The service level now: promises of first and next answers that ended in the last hour, or are overdue. */
            answers: {
                kept: number;
                late: number;
            };
            agents: {
                online: number;
                busy: number;
                away: number;
                offline: number;
            };
            /** @description Online members with room for one more. */
            free: number;
        };
        Skill: {
            /** Format: uuid */
            id: string;
            name: string;
            /** Format: date-time */
            createdAt: string;
            /** @description How many have it. */
            agents: number;
        };
        Team: {
            /** Format: uuid */
            id: string;
            /** Format: text */
            name: string;
            /** @description All members; an agent may be in several teams. */
            agentIds: string[];
            /** @description All queues its members work in, beside those they have themselves. */
            queues: {
                /** Format: uuid */
                queueId: string;
                /**
                 * @description 1 comes first; each step counts as ten minutes of waiting.
                 * @default 1
                 */
                rank: number;
            }[];
            /** Format: date-time */
            createdAt: string;
        };
        PresenceStatus: {
            /** Format: uuid */
            id: string;
            /** Format: text */
            name: string;
            /**
             * @description What it means: only online gets offers.
             * @enum {string}
             */
            presence: "online" | "busy" | "away" | "offline";
            /**
             * @description Capacity units it leaves at most; null: all the agent has.
             * @default null
             */
            max: number | null;
            /** Format: date-time */
            createdAt: string;
        };
        Disposition: {
            /** Format: uuid */
            id: string;
            name: string;
            retired: boolean;
            /** Format: date-time */
            createdAt: string;
        };
        CannedResponse: {
            /** Format: uuid */
            id: string;
            /**
             * @description `own`: nobody else sees it; `groups`: members of its teams and queues; `tenant`: everybody. Administrators see and change all that are shared.
             * @enum {string}
             */
            scope: "own" | "groups" | "tenant";
            teamIds: string[];
            queueIds: string[];
            shortcut: string;
            title: string;
            text: string;
            language: string | null;
            /** @description What stands in braces in its text; not known: nothing is called so. */
            variables: {
                name: string;
                known: boolean;
            }[];
            /** @description Whether whoever asks may change and remove it. */
            mayChange: boolean;
            uses: number;
            lastUsedAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** @description As it reads in the conversation that was named; null: none was. */
            filled: {
                text: string;
                /** @description What still stands in braces: nothing is called so, or nothing is known of it here. */
                unresolved: {
                    name: string;
                    /** @enum {string} */
                    why: "unknown" | "empty";
                }[];
            } | null;
        };
        Job: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "apply_settings" | "reassign";
            action: string | null;
            /** @enum {string} */
            state: "running" | "done" | "canceled";
            /** @description Conversations that were meant when it began. */
            total: number;
            /** @description Looked at since. */
            done: number;
            changed: number;
            /** @description How many could not be changed, by the code of why. */
            refused: {
                [key: string]: number;
            };
            /** Format: date-time */
            createdAt: string;
            endedAt: string | null;
        };
        QuarantinedItem: {
            /** Format: uuid */
            id: string;
            kind: string;
            reason: string;
            state: string;
            /** @description How often it was tried again. */
            replays: number;
            replayedAt: string | null;
            /** @description Why the last try failed. */
            replayReason: string | null;
            /** Format: date-time */
            receivedAt: string;
            resolvedAt: string | null;
            /** Format: date-time */
            deleteAt: string;
        };
        Upload: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            type: "image" | "video" | "audio" | "document" | "sticker";
            mimeType: string | null;
            size: number | null;
            fileName: string | null;
            width: number | null;
            height: number | null;
            durationMs: number | null;
            /**
             * Format: date-time
             * @description Until then it can be sent, as often as one likes.
             */
            expiresAt: string;
        };
        BusinessNumber: {
            /** Format: uuid */
            id: string;
            phoneNumberId: string;
            wabaId: string;
            displayPhoneNumber: string;
            name: string;
            messagesPerSecond: number;
            /** @description Nothing is sent over it until it is resumed. */
            sendingPaused: boolean;
            /** @enum {string} */
            state: "connected" | "disconnected";
            verifiedName: string | null;
            /** @description GREEN, YELLOW, RED or UNKNOWN. */
            quality: string | null;
            /** @description How many contacts a day may be written to first, in WhatsApp’s words. */
            messagingTier: string | null;
            registration: string | null;
            checkedAt: string | null;
            /** @description When WhatsApp last refused the token; null while it takes it. */
            tokenRefusedAt: string | null;
            /** @description To the minute. */
            lastWebhookAt: string | null;
            trouble: {
                code: number;
                text: string | null;
                explanation: string | null;
                /** Format: date-time */
                since: string;
            } | null;
        };
        NumberOrder: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "connect" | "token" | "register" | "pin" | "disconnect";
            /** @enum {string} */
            state: "waiting" | "done" | "refused";
            wabaId: string;
            phoneNumberId: string;
            /** Format: date-time */
            createdAt: string;
            endedAt: string | null;
            reason: {
                code: string;
                explanation: string;
                metaCode: number | null;
                metaText: string | null;
            } | null;
        };
        Settings: {
            /** @description A contact who writes within this time after the close goes on in the same conversation. */
            reopenWithinMinutes: number;
            /** @description A closed conversation is archived after this time. */
            archiveAfterMinutes: number;
            /** @description What was written and sent is deleted after so many days. */
            retentionDays: number;
            /** @description How long before the end of the customer-service window the event `window_expiring` comes; 0: never. */
            windowWarningMinutes: number;
            /** @description A template is changed at WhatsApp only when another administrator than the author agreed. It can be switched on where two administrators are active; switching it off waits in `proposals` until another administrator agrees. */
            templateFourEyes: boolean;
            /** @description AI policies and articles take effect only when another administrator than the author agreed. It can be switched on where two administrators are active; switching it off waits in `proposals` until another administrator agrees. */
            aiFourEyes: boolean;
            /** @description After so many seconds without its workbench an agent becomes away (`connection_lost`); 0: never. */
            presenceGraceSeconds: number;
            /** @description After so many minutes away for that reason an agent’s conversations wait in their queues again; 0: they stay. */
            lostRequeueMinutes: number;
            /** @description Agents are shown that an administrator has a conversation open who is not working on it; an administrator who writes in it is always shown. */
            supervisorsShown: boolean;
            /** @description For so many seconds what was sent off in the workbench can be taken back, before it goes to the API; 0: it goes at once. */
            undoSendSeconds: number;
            /** @description Sent, as a message of its own, when the customer-service window closed on a reply that waited. It must be approved and take no parameters; null: none. */
            fallbackTemplate: {
                name: string;
                language: string;
            } | null;
            /** @description Switchings off that wait for another administrator. */
            proposals: components["schemas"]["SettingsProposal"][];
            /** @description People who can propose and agree. With fewer than two, what waits for another person keeps waiting. */
            activeAdministrators: number;
        };
        /** @description A setting that one person alone does not change. */
        SettingsProposal: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            setting: "templateFourEyes" | "aiFourEyes";
            value: boolean;
            author: {
                kind: string;
                /** Format: uuid */
                id: string;
            };
            /** Format: date-time */
            createdAt: string;
            approvals: components["schemas"]["Approvals"];
        };
        /** @description Of what waits for another person. */
        Approvals: {
            /** @description Who has agreed. */
            by: string[];
            /** @description How many more people have to agree. Two have to where an API key proposed it of which nobody knows who made it. */
            missing: number;
        };
        WorkbenchSettings: {
            /** @description For so many seconds what was sent off in the workbench can be taken back, before it goes to the API; 0: it goes at once. */
            undoSendSeconds: number;
        };
        /** @description Of what the tenant named before https at port 443 was demanded. */
        InsecureAddress: {
            /** @enum {string} */
            kind: "ai_endpoint" | "knowledge_source";
            /** Format: uuid */
            id: string;
            address: string;
            /**
             * Format: date-time
             * @description It is called as it is until then, and no longer.
             */
            until: string;
        };
        Template: {
            /** Format: uuid */
            id: string;
            wabaId: string;
            name: string;
            language: string;
            category: string;
            status: string;
            /** @description Why WhatsApp rejected, paused or disabled it, in its words. */
            reason: string | null;
            quality: string | null;
            components: ({
                type: string;
            } & {
                [key: string]: unknown;
            })[];
            /** @description What a message with it has to give, in order. */
            parameters: {
                /** @enum {string} */
                place: "header" | "body" | "button" | "limited_time_offer";
                /** @description Of a carousel’s card: its place, from 0. */
                card: number | null;
                /** @description Of a button. */
                index: number | null;
                subType: ("quick_reply" | "url" | "copy_code" | "flow" | "catalog" | "mpm") | null;
                /**
                 * @description The type of its parameter; a text may be a currency or date_time, too.
                 * @enum {string}
                 */
                kind: "text" | "image" | "video" | "document" | "location" | "product" | "payload" | "coupon_code" | "action" | "limited_time_offer";
                name: string | null;
                required: boolean;
            }[];
            sendable: boolean;
            /** @description Why it cannot be sent, in plain words. */
            explanation: string | null;
            /** Format: date-time */
            syncedAt: string;
        };
        TemplateChange: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            action: "create" | "edit" | "delete";
            /**
             * @description waiting: for another administrator. approved: on its way to WhatsApp. submitted: WhatsApp has it and reviews it. refused: WhatsApp did not take it.
             * @enum {string}
             */
            state: "waiting" | "approved" | "declined" | "submitted" | "refused";
            wabaId: string;
            name: string;
            language: string;
            category: string | null;
            components: {
                [key: string]: unknown;
            }[] | null;
            author: {
                kind: string;
                /** Format: uuid */
                id: string;
            };
            /** Format: date-time */
            createdAt: string;
            /** @description While it waits. */
            approvals: components["schemas"]["Approvals"] | null;
            decision: {
                by: {
                    kind: string;
                    /** Format: uuid */
                    id: string;
                };
                /** Format: date-time */
                at: string;
                comment: string | null;
            } | null;
            endedAt: string | null;
            error: {
                code: number | null;
                text: string;
            } | null;
        };
        /** @description Who did what, when. Ids, enums and numbers only: it outlives personal data. */
        AuditEntry: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            at: string;
            actor: {
                kind: string;
                id: string | null;
            };
            action: string;
            targetId: string | null;
            data: {
                [key: string]: unknown;
            } | null;
        };
        KnowledgeDocument: {
            /** Format: uuid */
            id: string;
            kind: string;
            title: string;
            language: string;
            /**
             * @description `internal`: only agents are shown it, the AI never answers contacts from it.
             * @enum {string}
             */
            audience: "customer" | "internal";
            url: string | null;
            sourceId: string | null;
            validFrom: string | null;
            validUntil: string | null;
            /** @description What is found; null: nothing. */
            publishedVersion: number | null;
            lastVersion: number;
            /**
             * @description Of the last version.
             * @enum {string}
             */
            state: "draft" | "waiting" | "published" | "declined" | "superseded" | "unpublished";
            /** Format: date-time */
            updatedAt: string;
        };
        KnowledgeSource: {
            /** Format: uuid */
            id: string;
            kind: string;
            name: string;
            url: string | null;
            /** @enum {string} */
            state: "running" | "done" | "failed";
            round: number;
            refreshHours: number | null;
            done: number;
            total: number;
            /** @description What could not be read, and why; `cut`: the text is longer than an article may be, and what was left out is not found; `over_page_limit`: the source may not have so many pages. */
            problems: {
                url: string;
                code: string;
                leftOut: {
                    letters: number;
                    /** @description The words it begins with. */
                    from: string;
                } | null;
            }[];
            /** @description The address is not https at port 443: it is called as it is until then, and no longer. Null: nothing is wrong with it. */
            insecureUntil: string | null;
            /** Format: date-time */
            createdAt: string;
            endedAt: string | null;
        };
        AiPolicyVersion: {
            version: number;
            /** @enum {string} */
            state: "waiting" | "active" | "declined" | "superseded";
            author: {
                kind: string;
                /** Format: uuid */
                id: string;
            };
            approverId: string | null;
            /** Format: date-time */
            createdAt: string;
            policy: components["schemas"]["AiPolicyOutput"];
            /** @description While it waits. */
            approvals: components["schemas"]["Approvals"] | null;
        };
        AiEndpoint: {
            /** Format: uuid */
            id: string;
            baseUrl: string;
            model: string;
            /** @description How it answers in JSON; null: it has not been tried, or did not work, and is not used. */
            capability: string | null;
            problem: string | null;
            inputMicros: number;
            outputMicros: number;
            checkedAt: string | null;
            embeddingModel: string | null;
            embeddingMicros: number;
            embeddingProblem: string | null;
            /** @description Null: it has not been tried, or did not work, and passages are found by words alone. */
            embeddingDimensions: number | null;
            transcriptionModel: string | null;
            /** @description Of a minute. */
            transcriptionMicros: number;
            transcriptionProblem: string | null;
            /** @description False: it has not been tried, or did not work, and voice messages have no transcripts. */
            transcriptionWorks: boolean;
            /** @description The address is not https at port 443: it is called as it is until then, and no longer. Null: nothing is wrong with it. */
            insecureUntil: string | null;
        };
        /** @description Of a day (YYYY-MM-DD) or a month (YYYY-MM), UTC; reserved is what calls under way may cost at most. */
        AiUsage: {
            period: string;
            calls: number;
            tokens: number;
            micros: number;
            reservedTokens: number;
            reservedMicros: number;
        };
        /** @description One call of a model: counts and ids, no content. */
        AiCall: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            at: string;
            conversationId: string | null;
            turn: number | null;
            purpose: string;
            state: string;
            model: string;
            host: string;
            demo: boolean;
            policyVersion: number;
            promptVersion: number;
            promptTokens: number | null;
            completionTokens: number | null;
            estimated: boolean;
            micros: number | null;
            latencyMs: number | null;
            error: string | null;
            evidence: number | null;
            passages: {
                /** Format: uuid */
                id: string;
                score: number;
            }[];
            messageId: string | null;
        };
        /** @description A draft for an agent. Nothing of it is sent by itself; `stale`: the contact wrote something since. */
        Suggestion: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "reply" | "rewrite" | "summary" | "tags" | "disposition" | "article";
            /** @enum {string} */
            state: "working" | "open" | "failed" | "accepted" | "edited" | "dismissed" | "stale";
            /** @description While `working`: what is written so far, not checked yet. */
            text: string | null;
            /** @description Why there is none. */
            error: string | null;
            /** @description Of `tags`, `disposition` and `article`: what is proposed, of what the tenant has. */
            proposal: ({
                tags: string[];
            } | {
                /** Format: uuid */
                dispositionId: string;
            } | {
                articles: {
                    /** Format: uuid */
                    documentId: string;
                    heading: string;
                    text: string;
                    url: string | null;
                }[];
            }) | null;
            citations: {
                /** Format: uuid */
                passageId: string;
                /** Format: uuid */
                documentId: string;
                heading: string;
            }[];
            /** @description By the demo model: it quotes articles and understands nothing. */
            demo: boolean;
            /** Format: date-time */
            createdAt: string;
            decidedAt: string | null;
            /** @description Why it was not wanted, if that was said. */
            dismissedBecause: ("wrong" | "off_topic" | "tone" | "incomplete" | "not_needed" | "other") | null;
        };
        /** @description What a policy would have said; kept for seven days. */
        AiTrial: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            state: "running" | "done" | "failed";
            policyVersion: number | null;
            total: number;
            results: {
                question: string;
                /** @description What people answered in the conversation. */
                answeredThen: string | null;
                /** @enum {string} */
                outcome: "answered" | "clarified" | "courtesy" | "nothing" | "hand_over" | "failed";
                text: string | null;
                reason: string | null;
                evidence: number | null;
                /** @description How near the nearest passage is in meaning; null where no model of embeddings is set. */
                similarity: number | null;
                citations: {
                    /** Format: uuid */
                    passageId: string;
                    /** Format: uuid */
                    documentId: string;
                    heading: string;
                }[];
            }[];
            /** Format: date-time */
            createdAt: string;
        };
        /** @description The company allows what was said to be used for training. */
        TrainingGrant: {
            /** Format: uuid */
            id: string;
            purpose: string;
            wording: string;
            /** Format: uuid */
            authorId: string;
            approverId: string | null;
            /** Format: date-time */
            createdAt: string;
            approvedAt: string | null;
            /** Format: date-time */
            expiresAt: string;
            withdrawnAt: string | null;
            inForce: boolean;
            /** @description While it waits. */
            approvals: components["schemas"]["Approvals"] | null;
        };
        TrainingExport: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            grantId: string;
            /** @enum {string} */
            state: "running" | "done" | "deleted";
            examples: number;
            /** @description Conversations that are not in it, by why: the contact has not agreed, is restricted, or nothing is left of it. */
            leftOut: {
                [key: string]: number;
            };
            size: number | null;
            sha256: string | null;
            /** Format: date-time */
            createdAt: string;
            endedAt: string | null;
        };
        BusinessHoursOutput: {
            timeZone: string;
            week: {
                mon?: {
                    from: string;
                    /** @description Not included; one that is not later than `from` is on the next day. */
                    to: string;
                }[];
                tue?: {
                    from: string;
                    /** @description Not included; one that is not later than `from` is on the next day. */
                    to: string;
                }[];
                wed?: {
                    from: string;
                    /** @description Not included; one that is not later than `from` is on the next day. */
                    to: string;
                }[];
                thu?: {
                    from: string;
                    /** @description Not included; one that is not later than `from` is on the next day. */
                    to: string;
                }[];
                fri?: {
                    from: string;
                    /** @description Not included; one that is not later than `from` is on the next day. */
                    to: string;
                }[];
                sat?: {
                    from: string;
                    /** @description Not included; one that is not later than `from` is on the next day. */
                    to: string;
                }[];
                sun?: {
                    from: string;
                    /** @description Not included; one that is not later than `from` is on the next day. */
                    to: string;
                }[];
            };
            /** @default [] */
            holidays: string[];
        };
        RoutingRuleOutput: {
            /**
             * Format: uuid
             * @description Yours to choose; offers name it.
             */
            id: string;
            /** Format: text */
            name: string;
            /** @description All that is given must hold; a rule without conditions always matches. */
            when: {
                numberIds?: string[];
                kinds?: ("text" | "image" | "video" | "audio" | "document" | "sticker" | "location" | "contacts" | "interactive" | "button" | "reaction" | "order" | "system" | "edit" | "revoke" | "request_welcome" | "unsupported")[];
                /** @description Any of these, as words of their own, however they are capitalised. */
                words?: string[];
                /**
                 * Format: any-text
                 * @description RE2 syntax; looked for in the first 1,000 characters.
                 */
                pattern?: string;
                /** @description Whether the contact has had a conversation on this number before. */
                returning?: boolean;
                fromAd?: boolean;
                /** @description The contact’s language: as set on the contact, else as recognised in the first message, when that is sure. */
                languages?: string[];
                vip?: boolean;
                /** @description The contact has any of these. */
                tags?: string[];
                /** @description The contact has all of these, with these very values. */
                attributes?: {
                    [key: string]: string;
                };
                /**
                 * @description Whether the business hours are on; without hours it is always open.
                 * @enum {string}
                 */
                hours?: "open" | "closed";
            };
            route: {
                /** Format: uuid */
                queueId: string;
                /**
                 * @description Each step counts as ten minutes of waiting.
                 * @default 0
                 */
                priority: number;
                /** @default [] */
                needs: {
                    /** Format: uuid */
                    skillId: string;
                    level: number;
                }[];
                /**
                 * @description What the AI does with it, where an AI policy is in force; else that policy decides. With `aiFourEyes` a rule may lower what the policy says, and not raise it.
                 * @enum {string}
                 */
                ai?: "off" | "suggest" | "answer" | "until_handed_over" | "out_of_hours";
            };
        };
        AiPolicyOutput: {
            /**
             * @description `suggest`: it drafts for agents. `answer`: it answers, and hands over what it cannot answer. `until_handed_over`: but a conversation it once handed over stays with people. `out_of_hours`: it answers what begins outside the hours, and drafts in the others.
             * @enum {string}
             */
            mode: "off" | "suggest" | "answer" | "until_handed_over" | "out_of_hours";
            /** @default [] */
            numbers: {
                /** Format: uuid */
                numberId: string;
                /** @enum {string} */
                mode: "off" | "suggest" | "answer" | "until_handed_over" | "out_of_hours";
            }[];
            /** @default [] */
            queues: {
                /** Format: uuid */
                queueId: string;
                /** @enum {string} */
                mode: "off" | "suggest" | "answer" | "until_handed_over" | "out_of_hours";
            }[];
            /**
             * @default friendly
             * @enum {string}
             */
            tone: "friendly" | "neutral" | "formal";
            /** @default [] */
            languages: string[];
            /**
             * Format: any-text
             * @default
             */
            instructions: string;
            /** @default [] */
            allowedTopics: string[];
            /**
             * @description A contact who uses one of these words is answered by people.
             * @default []
             */
            forbiddenTopics: string[];
            handOver: {
                /** @default I am connecting you with a colleague. */
                text: string | null;
                /** @default null */
                outOfHoursText: string | null;
                /** @default [] */
                sensitiveWords: string[];
                /** @default true */
                vip: boolean;
                /** @default true */
                anger: boolean;
                /** @default null */
                moneyOver: number | null;
                /** @default 2 */
                unresolved: number;
                /** @default null */
                queueId: string | null;
                /** @default null */
                priority: number | null;
                /** @default [] */
                needs: {
                    /** Format: uuid */
                    skillId: string;
                    level: number;
                }[];
            };
            caps: {
                /** @default 10 */
                answersPerConversation: number;
                /** @default null */
                microsPerConversation: number | null;
                /** @default null */
                tokensPerDay: number | null;
                /** @default null */
                microsPerDay: number | null;
                /** @default null */
                microsPerMonth: number | null;
            };
            /** @default Hello! How can we help you? */
            greeting: string | null;
            /** @default Which of these do you mean? */
            clarification: string | null;
            /** @default This is an automated answer. Write “person” at any time to talk to one. */
            disclosure: string | null;
            /**
             * @description Whether thanks are answered with one word of politeness in the contact’s language; else with nothing. Neither brings in people.
             * @default true
             */
            courtesy: boolean;
            /** @default false */
            cite: boolean;
            /** @default false */
            buttons: boolean;
            /** @default [] */
            linkHosts: string[];
            /**
             * @description Of what is asked, weighed by how rare the words are, so much must stand in the best passage.
             * @default 0.45
             */
            evidenceFloor: number;
            /**
             * @description Where a model of embeddings is set: a passage at least this near in meaning (cosine) is evidence, too; null: words alone are. What is near differs from model to model: try it.
             * @default null
             */
            similarityFloor: number | null;
            gather: {
                /** @default 4000 */
                quietMs: number;
                /** @default 12000 */
                capMs: number;
                /** @default 78000 */
                deadlineMs: number;
            };
            /**
             * Format: int64
             * @default 86400000
             */
            closeAfterMs: number;
            /** @default true */
            mask: boolean;
            /**
             * @description Whose voice messages a model writes down, where there is one for that and the AI is not off: nobody’s, those of contacts whose consent is recorded, or everybody’s; never those of contacts whose processing is restricted. What is said in a recording cannot be masked.
             * @default off
             * @enum {string}
             */
            transcripts: "off" | "consented" | "all";
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type TemplateMessage = components['schemas']['TemplateMessage'];
export type ConversationFilter = components['schemas']['ConversationFilter'];
export type BusinessHours = components['schemas']['BusinessHours'];
export type RoutingRule = components['schemas']['RoutingRule'];
export type Survey = components['schemas']['Survey'];
export type AiPolicy = components['schemas']['AiPolicy'];
export type Me = components['schemas']['Me'];
export type Problem = components['schemas']['Problem'];
export type Conversation = components['schemas']['Conversation'];
export type Message = components['schemas']['Message'];
export type Media = components['schemas']['Media'];
export type SavedView = components['schemas']['SavedView'];
export type ContactImport = components['schemas']['ContactImport'];
export type ContactImportLine = components['schemas']['ContactImportLine'];
export type MergeProposal = components['schemas']['MergeProposal'];
export type Contact = components['schemas']['Contact'];
export type ContactBlock = components['schemas']['ContactBlock'];
export type ListedContact = components['schemas']['ListedContact'];
export type SearchGroup = components['schemas']['SearchGroup'];
export type SearchHit = components['schemas']['SearchHit'];
export type Snippet = components['schemas']['Snippet'];
export type Consult = components['schemas']['Consult'];
export type Colleague = components['schemas']['Colleague'];
export type Mention = components['schemas']['Mention'];
export type MessageDraft = components['schemas']['MessageDraft'];
export type Offer = components['schemas']['Offer'];
export type MissedOffers = components['schemas']['MissedOffers'];
export type OfferBrief = components['schemas']['OfferBrief'];
export type OfferStory = components['schemas']['OfferStory'];
export type Agent = components['schemas']['Agent'];
export type Queue = components['schemas']['Queue'];
export type RoutingPolicy = components['schemas']['RoutingPolicy'];
export type QueueBoard = components['schemas']['QueueBoard'];
export type Skill = components['schemas']['Skill'];
export type Team = components['schemas']['Team'];
export type PresenceStatus = components['schemas']['PresenceStatus'];
export type Disposition = components['schemas']['Disposition'];
export type CannedResponse = components['schemas']['CannedResponse'];
export type Job = components['schemas']['Job'];
export type QuarantinedItem = components['schemas']['QuarantinedItem'];
export type Upload = components['schemas']['Upload'];
export type BusinessNumber = components['schemas']['BusinessNumber'];
export type NumberOrder = components['schemas']['NumberOrder'];
export type Settings = components['schemas']['Settings'];
export type SettingsProposal = components['schemas']['SettingsProposal'];
export type Approvals = components['schemas']['Approvals'];
export type WorkbenchSettings = components['schemas']['WorkbenchSettings'];
export type InsecureAddress = components['schemas']['InsecureAddress'];
export type Template = components['schemas']['Template'];
export type TemplateChange = components['schemas']['TemplateChange'];
export type AuditEntry = components['schemas']['AuditEntry'];
export type KnowledgeDocument = components['schemas']['KnowledgeDocument'];
export type KnowledgeSource = components['schemas']['KnowledgeSource'];
export type AiPolicyVersion = components['schemas']['AiPolicyVersion'];
export type AiEndpoint = components['schemas']['AiEndpoint'];
export type AiUsage = components['schemas']['AiUsage'];
export type AiCall = components['schemas']['AiCall'];
export type Suggestion = components['schemas']['Suggestion'];
export type AiTrial = components['schemas']['AiTrial'];
export type TrainingGrant = components['schemas']['TrainingGrant'];
export type TrainingExport = components['schemas']['TrainingExport'];
export type BusinessHoursOutput = components['schemas']['BusinessHoursOutput'];
export type RoutingRuleOutput = components['schemas']['RoutingRuleOutput'];
export type AiPolicyOutput = components['schemas']['AiPolicyOutput'];
export type $defs = Record<string, never>;
export interface operations {
    postAuthLogin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: any-text */
                    email: string;
                    /** Format: any-text */
                    password: string;
                    /** @description For who logs in at several tenants with the same address: at which; null: as a person of the platform. Without it, and when the password fits more than one, the answer is 409 `tenant_required` with those in `tenants`; of a name that more than three have, only the three who have it longest are looked at. */
                    tenantId?: string | null;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user: components["schemas"]["Me"];
                        /** @description Sent back as X-CSRF-Token with every change. */
                        csrfToken: string;
                        /** Format: date-time */
                        expiresAt: string;
                        /** @description The password was set by somebody else: until another one is chosen (`POST /auth/password`) everything else answers 403 `password_change_required`. */
                        mustChangePassword: boolean;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthLogout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAuthPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: any-text */
                    currentPassword: string;
                    /**
                     * Format: any-text
                     * @description At least 12 characters, and none of those that are guessed first (400 `password_too_weak`).
                     */
                    newPassword: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConversations: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                queueId?: string;
                /** @description `me`: the caller; `none`: those that nobody has. */
                agentId?: string | ("me" | "none");
                numberId?: string;
                /** @description A tag of the contact. */
                tag?: string;
                /** @description `breached`: a service level was missed; `due`: one is to be kept soon. */
                sla?: "breached" | "due";
                /** @description The customer-service window; `closing`: open, for less than two hours. */
                window?: "open" | "closing" | "closed";
                /** @description Part of the contact’s name or number, or of the beginning of the latest message. */
                text?: string;
                contactId?: string;
                /** @description Those in which a note mentions the caller. */
                mentioned?: boolean;
                state?: ("queued" | "offered" | "active" | "wrapping" | "snoozed" | "bot" | "closed" | "archived" | "erased") | ("queued" | "offered" | "active" | "wrapping" | "snoozed" | "bot" | "closed" | "archived" | "erased")[];
                unread?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Conversation"][];
                        /** @description To older ones. Where few fit, a page may be short, or empty, and still have one: so many were looked at. */
                        nextCursor: string | null;
                        previousCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConversations: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: uuid
                     * @description From which number.
                     */
                    numberId: string;
                    to: {
                        /** Format: uuid */
                        contactId: string;
                    } | {
                        /**
                         * Format: text
                         * @description As people write it; without a country it is of that of the number.
                         */
                        phone: string;
                    };
                    template: components["schemas"]["TemplateMessage"];
                    /**
                     * Format: uuid
                     * @description Where it waits, or by whose rules it is worked on. Not given: the tenant’s default queue, or the only one that who begins it works in.
                     */
                    queueId?: string;
                    /** @description Whose it is. Null: it waits in the queue. Not given: an agent’s own, else null. */
                    agentId?: string | null;
                    /** @description Where the person agreed to be written to, where that is not noted yet: asked of who never wrote, and for marketing. */
                    consent?: {
                        /** Format: text */
                        source: string;
                    };
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        conversation: components["schemas"]["Conversation"];
                        message: components["schemas"]["Message"];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConversationsCounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description All that the caller may see. */
                        seen: {
                            queued: number;
                            offered: number;
                            active: number;
                            wrapping: number;
                            snoozed: number;
                            bot: number;
                            closed: number;
                            archived: number;
                            erased: number;
                        };
                        /** @description Those that are assigned to the caller. */
                        own: {
                            queued: number;
                            offered: number;
                            active: number;
                            wrapping: number;
                            snoozed: number;
                            bot: number;
                            closed: number;
                            archived: number;
                            erased: number;
                        };
                        /** @description Those in which a note mentions the caller, who has not seen it. */
                        mentions: number;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConversationsNext: {
        parameters: {
            query?: {
                /** @description A conversation that does not count, such as the one that is open. */
                except?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Null: nobody waits for an answer of the caller’s. */
                        id: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConversationsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConversationsIdMessages: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                /** @description The page with this message in its middle; the cursors of its answer lead on in both directions. */
                around?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Message"][];
                        nextCursor: string | null;
                        /** @description To the page of newer messages, as `cursor`; null: there are none that this list knows of. */
                        previousCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConversationsIdMessages: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @default text
                     * @constant
                     */
                    type?: "text";
                    text: {
                        /** Format: text */
                        body: string;
                        /** @description Show a preview of the first address in the text. */
                        preview_url?: boolean;
                    };
                    /** @description The message this one answers. */
                    context?: {
                        /** Format: uuid */
                        messageId: string;
                    };
                } | {
                    /** @constant */
                    type: "image";
                    image: {
                        /**
                         * Format: uri
                         * @description WhatsApp fetches the file from there.
                         */
                        link?: string;
                        /**
                         * Format: uuid
                         * @description Of POST /uploads.
                         */
                        uploadId?: string;
                        /** Format: text */
                        caption?: string;
                    };
                    /** @description The message this one answers. */
                    context?: {
                        /** Format: uuid */
                        messageId: string;
                    };
                } | {
                    /** @constant */
                    type: "video";
                    video: {
                        /**
                         * Format: uri
                         * @description WhatsApp fetches the file from there.
                         */
                        link?: string;
                        /**
                         * Format: uuid
                         * @description Of POST /uploads.
                         */
                        uploadId?: string;
                        /** Format: text */
                        caption?: string;
                    };
                    /** @description The message this one answers. */
                    context?: {
                        /** Format: uuid */
                        messageId: string;
                    };
                } | {
                    /** @constant */
                    type: "audio";
                    audio: {
                        /**
                         * Format: uri
                         * @description WhatsApp fetches the file from there.
                         */
                        link?: string;
                        /**
                         * Format: uuid
                         * @description Of POST /uploads.
                         */
                        uploadId?: string;
                        /** @description Show as a voice note. */
                        voice?: boolean;
                    };
                    /** @description The message this one answers. */
                    context?: {
                        /** Format: uuid */
                        messageId: string;
                    };
                } | {
                    /** @constant */
                    type: "document";
                    document: {
                        /**
                         * Format: uri
                         * @description WhatsApp fetches the file from there.
                         */
                        link?: string;
                        /**
                         * Format: uuid
                         * @description Of POST /uploads.
                         */
                        uploadId?: string;
                        /** Format: text */
                        caption?: string;
                        /** Format: text */
                        filename?: string;
                    };
                    /** @description The message this one answers. */
                    context?: {
                        /** Format: uuid */
                        messageId: string;
                    };
                } | {
                    /** @constant */
                    type: "sticker";
                    sticker: {
                        /**
                         * Format: uri
                         * @description WhatsApp fetches the file from there.
                         */
                        link?: string;
                        /**
                         * Format: uuid
                         * @description Of POST /uploads.
                         */
                        uploadId?: string;
                    };
                    /** @description The message this one answers. */
                    context?: {
                        /** Format: uuid */
                        messageId: string;
                    };
                } | {
                    /** @constant */
                    type: "location";
                    location: {
                        latitude: number;
                        longitude: number;
                        /** Format: text */
                        name?: string;
                        /** Format: text */
                        address?: string;
                    };
                    /** @description The message this one answers. */
                    context?: {
                        /** Format: uuid */
                        messageId: string;
                    };
                } | {
                    /** @constant */
                    type: "contacts";
                    contacts: {
                        name: {
                            /** Format: text */
                            formatted_name: string;
                            /** Format: text */
                            first_name?: string;
                            /** Format: text */
                            last_name?: string;
                            /** Format: text */
                            middle_name?: string;
                            /** Format: text */
                            suffix?: string;
                            /** Format: text */
                            prefix?: string;
                        };
                        /** Format: date */
                        birthday?: string;
                        addresses?: {
                            /** Format: text */
                            street?: string;
                            /** Format: text */
                            city?: string;
                            /** Format: text */
                            state?: string;
                            /** Format: text */
                            zip?: string;
                            /** Format: text */
                            country?: string;
                            country_code?: string;
                            /** @enum {string} */
                            type?: "HOME" | "WORK";
                        }[];
                        emails?: {
                            /** Format: email */
                            email: string;
                            /** @enum {string} */
                            type?: "HOME" | "WORK";
                        }[];
                        org?: {
                            /** Format: text */
                            company?: string;
                            /** Format: text */
                            department?: string;
                            /** Format: text */
                            title?: string;
                        };
                        phones?: {
                            phone: string;
                            wa_id?: string;
                            /** @enum {string} */
                            type?: "CELL" | "MAIN" | "IPHONE" | "HOME" | "WORK";
                        }[];
                        urls?: {
                            /** Format: uri */
                            url: string;
                            /** @enum {string} */
                            type?: "HOME" | "WORK";
                        }[];
                    }[];
                    /** @description The message this one answers. */
                    context?: {
                        /** Format: uuid */
                        messageId: string;
                    };
                } | {
                    /** @constant */
                    type: "interactive";
                    interactive: {
                        /** @constant */
                        type: "button";
                        header?: {
                            /** @constant */
                            type: "text";
                            /** Format: text */
                            text: string;
                        } | {
                            /** @constant */
                            type: "image";
                            image: {
                                /** Format: uri */
                                link: string;
                            };
                        } | {
                            /** @constant */
                            type: "video";
                            video: {
                                /** Format: uri */
                                link: string;
                            };
                        } | {
                            /** @constant */
                            type: "document";
                            document: {
                                /** Format: uri */
                                link: string;
                                /** Format: text */
                                filename?: string;
                            };
                        };
                        body: {
                            /** Format: text */
                            text: string;
                        };
                        footer?: {
                            /** Format: text */
                            text: string;
                        };
                        action: {
                            buttons: {
                                /** @constant */
                                type: "reply";
                                reply: {
                                    /** Format: text */
                                    id: string;
                                    /** Format: text */
                                    title: string;
                                };
                            }[];
                        };
                    } | {
                        /** @constant */
                        type: "list";
                        header?: {
                            /** @constant */
                            type: "text";
                            /** Format: text */
                            text: string;
                        };
                        body: {
                            /** Format: text */
                            text: string;
                        };
                        footer?: {
                            /** Format: text */
                            text: string;
                        };
                        action: {
                            /** Format: text */
                            button: string;
                            sections: {
                                /** Format: text */
                                title?: string;
                                rows: {
                                    /** Format: text */
                                    id: string;
                                    /** Format: text */
                                    title: string;
                                    /** Format: text */
                                    description?: string;
                                }[];
                            }[];
                        };
                    } | {
                        /** @constant */
                        type: "cta_url";
                        header?: {
                            /** @constant */
                            type: "text";
                            /** Format: text */
                            text: string;
                        } | {
                            /** @constant */
                            type: "image";
                            image: {
                                /** Format: uri */
                                link: string;
                            };
                        } | {
                            /** @constant */
                            type: "video";
                            video: {
                                /** Format: uri */
                                link: string;
                            };
                        } | {
                            /** @constant */
                            type: "document";
                            document: {
                                /** Format: uri */
                                link: string;
                                /** Format: text */
                                filename?: string;
                            };
                        };
                        body: {
                            /** Format: text */
                            text: string;
                        };
                        footer?: {
                            /** Format: text */
                            text: string;
                        };
                        action: {
                            /** @constant */
                            name: "cta_url";
                            parameters: {
                                /** Format: text */
                                display_text: string;
                                /** Format: uri */
                                url: string;
                            };
                        };
                    } | {
                        /** @constant */
                        type: "flow";
                        header?: {
                            /** @constant */
                            type: "text";
                            /** Format: text */
                            text: string;
                        } | {
                            /** @constant */
                            type: "image";
                            image: {
                                /** Format: uri */
                                link: string;
                            };
                        } | {
                            /** @constant */
                            type: "video";
                            video: {
                                /** Format: uri */
                                link: string;
                            };
                        } | {
                            /** @constant */
                            type: "document";
                            document: {
                                /** Format: uri */
                                link: string;
                                /** Format: text */
                                filename?: string;
                            };
                        };
                        body: {
                            /** Format: text */
                            text: string;
                        };
                        footer?: {
                            /** Format: text */
                            text: string;
                        };
                        action: {
                            /** @constant */
                            name: "flow";
                            parameters: {
                                /** @constant */
                                flow_message_version: "3";
                                /** Format: text */
                                flow_token?: string;
                                /** Format: text */
                                flow_id?: string;
                                /** Format: text */
                                flow_name?: string;
                                /** Format: text */
                                flow_cta: string;
                                /** @enum {string} */
                                mode?: "draft" | "published";
                                /** @enum {string} */
                                flow_action?: "navigate" | "data_exchange";
                                flow_action_payload?: {
                                    /** Format: text */
                                    screen: string;
                                    data?: {
                                        [key: string]: unknown;
                                    };
                                };
                            };
                        };
                    } | {
                        /** @constant */
                        type: "location_request_message";
                        body: {
                            /** Format: text */
                            text: string;
                        };
                        action: {
                            /** @constant */
                            name: "send_location";
                        };
                    } | {
                        /** @constant */
                        type: "request_contact_info";
                        body: {
                            /** Format: text */
                            text: string;
                        };
                        action: {
                            /** @constant */
                            name: "request_contact_info";
                        };
                    } | {
                        /** @constant */
                        type: "product";
                        body?: {
                            /** Format: text */
                            text: string;
                        };
                        footer?: {
                            /** Format: text */
                            text: string;
                        };
                        action: {
                            /** Format: text */
                            catalog_id: string;
                            /** Format: text */
                            product_retailer_id: string;
                        };
                    } | {
                        /** @constant */
                        type: "product_list";
                        header: {
                            /** @constant */
                            type: "text";
                            /** Format: text */
                            text: string;
                        };
                        body: {
                            /** Format: text */
                            text: string;
                        };
                        footer?: {
                            /** Format: text */
                            text: string;
                        };
                        action: {
                            /** Format: text */
                            catalog_id: string;
                            sections: {
                                /** Format: text */
                                title?: string;
                                product_items: {
                                    /** Format: text */
                                    product_retailer_id: string;
                                }[];
                            }[];
                        };
                    };
                    /** @description The message this one answers. */
                    context?: {
                        /** Format: uuid */
                        messageId: string;
                    };
                } | {
                    /** @constant */
                    type: "reaction";
                    reaction: {
                        /**
                         * Format: uuid
                         * @description The message reacted to.
                         */
                        messageId: string;
                        /** Format: any-text */
                        emoji: string;
                    };
                } | {
                    /** @constant */
                    type: "template";
                    template: components["schemas"]["TemplateMessage"];
                    /** @description The message this one answers. */
                    context?: {
                        /** Format: uuid */
                        messageId: string;
                    };
                };
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConversationsIdTimeline: {
        parameters: {
            query?: {
                after?: number;
                newestFirst?: boolean;
                /** @description With `newestFirst`: those before this one, such as the last answer’s `nextCursor`. */
                before?: number;
                type?: ("opened" | "reopened" | "message_received" | "message_noted" | "enqueued" | "max_wait_reached" | "widened" | "offered" | "broadcast" | "broadcast_declined" | "broadcast_ended" | "offer_accepted" | "offer_ended" | "match_retried" | "assigned" | "snoozed" | "idle_planned" | "idle_reminded" | "sla_started" | "sla_warned" | "sla_breached" | "sla_paused" | "sla_resumed" | "sla_ended" | "bot_started" | "ai_assists" | "turn_planned" | "turn_ended" | "handed_over" | "wrap_up_started" | "closed" | "archived" | "content_deleted" | "erased" | "window_expiring" | "window_expired" | "note_added" | "message_queued" | "message_canceled" | "message_resent" | "send_started" | "send_accepted" | "send_failed" | "send_unknown" | "send_throttled" | "send_paced" | "send_settled" | "delivery_failed" | "survey_asked" | "survey_skipped" | "survey_rated" | "survey_commented" | "receipt_requested" | "receipt_done" | "policy_applied") | ("opened" | "reopened" | "message_received" | "message_noted" | "enqueued" | "max_wait_reached" | "widened" | "offered" | "broadcast" | "broadcast_declined" | "broadcast_ended" | "offer_accepted" | "offer_ended" | "match_retried" | "assigned" | "snoozed" | "idle_planned" | "idle_reminded" | "sla_started" | "sla_warned" | "sla_breached" | "sla_paused" | "sla_resumed" | "sla_ended" | "bot_started" | "ai_assists" | "turn_planned" | "turn_ended" | "handed_over" | "wrap_up_started" | "closed" | "archived" | "content_deleted" | "erased" | "window_expiring" | "window_expired" | "note_added" | "message_queued" | "message_canceled" | "message_resent" | "send_started" | "send_accepted" | "send_failed" | "send_unknown" | "send_throttled" | "send_paced" | "send_settled" | "delivery_failed" | "survey_asked" | "survey_skipped" | "survey_rated" | "survey_commented" | "receipt_requested" | "receipt_done" | "policy_applied")[];
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            seq: number;
                            type: string;
                            /** Format: date-time */
                            at: string;
                            actor: {
                                kind: string;
                                id: string | null;
                            };
                            data: {
                                [key: string]: unknown;
                            };
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConversationsIdWorkflow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConversationsIdTranscript: {
        parameters: {
            query?: {
                format?: "text" | "html";
                /** @description Of what the file says by itself. */
                language?: "en" | "es" | "pt" | "ar" | "zh";
                /** @description In which times are told (IANA). */
                timeZone?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getViews: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["SavedView"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postViews: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: text */
                    name: string;
                    filter: components["schemas"]["ConversationFilter"];
                    /**
                     * @description For everybody of the tenant: administrators may share.
                     * @default false
                     */
                    shared?: boolean;
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putViewsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: text */
                    name: string;
                    filter: components["schemas"]["ConversationFilter"];
                    /**
                     * @description For everybody of the tenant: administrators may share.
                     * @default false
                     */
                    shared?: boolean;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteViewsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getContactsImports: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ContactImport"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postContactsImports: {
        parameters: {
            query?: {
                fileName?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "*/*": string;
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactImport"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getContactsImportsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactImport"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getContactsImportsIdLines: {
        parameters: {
            query?: {
                outcome?: "create" | "change" | "created" | "changed" | "unchanged" | "refused";
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ContactImportLine"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getContactsImportsIdReport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postContactsImportsIdApply: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactImport"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postContactsImportsIdUndo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactImport"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postContactsImportsIdCancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactImport"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getContactsExport: {
        parameters: {
            query?: {
                tag?: string;
                blocked?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getContactsDuplicates: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            contacts: [
                                {
                                    /** Format: uuid */
                                    id: string;
                                    name: string | null;
                                    waId: string;
                                    /** Format: date-time */
                                    createdAt: string;
                                },
                                {
                                    /** Format: uuid */
                                    id: string;
                                    name: string | null;
                                    waId: string;
                                    /** Format: date-time */
                                    createdAt: string;
                                }
                            ];
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getContactsMergeProposals: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["MergeProposal"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postContactsMergeProposalsReject: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    contactId: string;
                    /** Format: uuid */
                    otherId: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postContactsIdMerge: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    contactId: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getContacts: {
        parameters: {
            query?: {
                /** @description Parts of names and numbers in any spelling; what fits best comes first then. */
                q?: string;
                tag?: string;
                /** @description Blocked on one of our numbers, or on none. */
                blocked?: boolean;
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ListedContact"][];
                        nextCursor: string | null;
                        /** @description More have the longest word of `q` than were looked at, and some that fit may be missing. More letters find them. */
                        isPartial: boolean;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postContacts: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: text
                     * @description As people write it; without a country it is of that of our first number.
                     */
                    phone: string;
                    /** @description What colleagues call it; null: as it calls itself at WhatsApp. */
                    givenName?: string | null;
                    vip?: boolean;
                    /** @description Null: nobody has said; routing then looks at the first message. */
                    language?: string | null;
                    /** @description The contact agreed that what it wrote is used for training. */
                    trainingConsent?: boolean;
                    /** @description Processing is restricted (GDPR, Article 18): left out of whatever is not the talk itself. */
                    restricted?: boolean;
                    /** @description Where the contact agreed to be written to first; null: nobody has noted it, or it took that back. */
                    consent?: {
                        /** Format: text */
                        source: string;
                    } | null;
                    /** @description All tags; those that are not named are taken away. */
                    tags?: string[];
                    /** @description All attributes; those that are not named are taken away. */
                    attributes?: {
                        [key: string]: string;
                    };
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getContactsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putContactsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description What colleagues call it; null: as it calls itself at WhatsApp. */
                    givenName?: string | null;
                    vip?: boolean;
                    /** @description Null: nobody has said; routing then looks at the first message. */
                    language?: string | null;
                    /** @description The contact agreed that what it wrote is used for training. */
                    trainingConsent?: boolean;
                    /** @description Processing is restricted (GDPR, Article 18): left out of whatever is not the talk itself. */
                    restricted?: boolean;
                    /** @description Where the contact agreed to be written to first; null: nobody has noted it, or it took that back. */
                    consent?: {
                        /** Format: text */
                        source: string;
                    } | null;
                    /** @description All tags; those that are not named are taken away. */
                    tags?: string[];
                    /** @description All attributes; those that are not named are taken away. */
                    attributes?: {
                        [key: string]: string;
                    };
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteContactsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postContactsIdTags: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default [] */
                    add?: string[];
                    /** @default [] */
                    remove?: string[];
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description What it did not have before. */
                        added: string[];
                        removed: string[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postContactsIdBlock: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    reason: "spam" | "abuse" | "fraud" | "other";
                    /**
                     * Format: text
                     * @description For colleagues; WhatsApp is not told.
                     */
                    note?: string;
                    /**
                     * Format: uuid
                     * @description Left out: all of our numbers that it has written to.
                     */
                    numberId?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteContactsIdBlock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSearch: {
        parameters: {
            query: {
                /** @description Words, of which all must be there, in whatever form; “words in quotation marks” as they stand; numbers in any spelling. The last word may be unfinished. */
                q: string;
                /** @description One kind alone; a cursor needs it. */
                kind?: "contact" | "message" | "note";
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        groups: components["schemas"]["SearchGroup"][];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConversationsIdMessagesMessageIdCancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                messageId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConversationsIdMessagesMessageIdResend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                messageId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConversationsIdRead: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConversationsIdTransfer: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    queueId: string;
                    /**
                     * Format: text
                     * @description What whoever gets it is to know: a note that all colleagues who see it can read.
                     */
                    note?: string;
                } | {
                    /** Format: uuid */
                    agentId: string;
                    /**
                     * Format: text
                     * @description What whoever gets it is to know: a note that all colleagues who see it can read.
                     */
                    note?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConversationsIdTake: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConversationsIdAssign: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    agentId: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConversationsIdTakeOver: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConversationsIdSnooze: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: date-time */
                    until: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConversationsIdWake: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConversationsIdClose: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    dispositionId?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConversationsIdReopen: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConversationsIdNotes: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: text */
                    text: string;
                    /** @default [] */
                    privateTo?: string[];
                    /**
                     * @description People who are told of it, of those who may read it (`GET …/colleagues`).
                     * @default []
                     */
                    mentions?: string[];
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConversationsIdConsult: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    agentId: string;
                    /** Format: text */
                    text: string;
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consult"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConversationsIdConsults: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Consult"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConsultsIdNotes: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: text */
                    text: string;
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConsultsIdEnd: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConversationsIdMerge: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    intoId: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConversationsIdColleagues: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Colleague"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMentions: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                /** @description Only what the caller has not seen. */
                unseen?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Mention"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postMentionsSeen: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    messageIds: string[];
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConversationsIdTyping: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConversationsIdDraft: {
        parameters: {
            query?: {
                kind?: "reply" | "note";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageDraft"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putConversationsIdDraft: {
        parameters: {
            query?: {
                kind?: "reply" | "note";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: any-text
                     * @description Empty: there is none any more.
                     */
                    text: string;
                    /** @default null */
                    quotes?: string | null;
                    /** @default null */
                    key?: string | null;
                    /** @description The version it replaces; 0: none. */
                    version: number;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageDraft"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteConversationsIdDraft: {
        parameters: {
            query?: {
                kind?: "reply" | "note";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOffers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Offer"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOffersMissed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MissedOffers"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOffersMissedTold: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: date-time */
                    until: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOffersId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfferBrief"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOffersIdAccept: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOffersIdReject: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** Format: any-text */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConversationsIdOffers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["OfferStory"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putMePresence: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    presence?: "online" | "busy" | "away" | "offline";
                    /**
                     * Format: uuid
                     * @description One of the tenant’s own presences, instead.
                     */
                    statusId?: string;
                    /** Format: any-text */
                    reason?: string;
                    /** @description When the agent is logged out: it becomes offline, its sessions end, and what it has is treated as that of a lost agent. Null: not by itself. */
                    logoutAt?: string | null;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agent"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAgents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Agent"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAgents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: text */
                    name: string;
                    /** Format: email */
                    email: string;
                    /** Format: any-text */
                    password: string;
                    /**
                     * @description Capacity units.
                     * @default 3
                     */
                    max?: number;
                    /**
                     * @description All skills; those that are not named are taken away.
                     * @default []
                     */
                    skills?: {
                        /** Format: uuid */
                        skillId: string;
                        level: number;
                    }[];
                    /** @description All queues the agent works in by itself, each with rank 1; from others it is taken out. */
                    queueIds?: string[];
                    /** @description The same, with ranks. */
                    queues?: {
                        /** Format: uuid */
                        queueId: string;
                        /**
                         * @description 1 comes first; each step counts as ten minutes of waiting.
                         * @default 1
                         */
                        rank?: number;
                    }[];
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agent"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putAgentsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Capacity units. */
                    max?: number;
                    /** @description All skills; those that are not named are taken away. */
                    skills?: {
                        /** Format: uuid */
                        skillId: string;
                        level: number;
                    }[];
                    /** @description All queues the agent works in by itself, each with rank 1; from others it is taken out. */
                    queueIds?: string[];
                    /** @description The same, with ranks. */
                    queues?: {
                        /** Format: uuid */
                        queueId: string;
                        /**
                         * @description 1 comes first; each step counts as ten minutes of waiting.
                         * @default 1
                         */
                        rank?: number;
                    }[];
                    /** @description When the agent is logged out: it becomes offline, its sessions end, and what it has is treated as that of a lost agent. Null: not by itself. */
                    logoutAt?: string | null;
                    /** @description A disabled agent cannot log in and gets nothing. */
                    disabled?: boolean;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agent"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putAgentsIdCapacity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Capacity units. */
                    max: number;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agent"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getQueues: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Queue"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postQueues: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: text */
                    name: string;
                    acceptTimeoutMs?: number;
                    wrapUpMs?: number;
                    excludeMs?: number;
                    missLimit?: number;
                    /** @description Capacity units a conversation takes at an agent. */
                    weight?: number;
                    /**
                     * @description Which of the agents who could take a conversation gets it.
                     * @enum {string}
                     */
                    strategy?: "longest_idle" | "least_loaded" | "round_robin" | "most_skilled";
                    /**
                     * Format: int64
                     * @description How long a contact’s last agent is asked first; 0: never.
                     */
                    stickyMs?: number;
                    /** @description Agents may take from the line what they choose (`POST /conversations/{id}/take`). */
                    pull?: boolean;
                    /** @description What becomes of a contact who has waited for so long in all. */
                    maxWait?: ({
                        /** Format: int64 */
                        afterMs: number;
                        /** @constant */
                        action: "queue";
                        /**
                         * Format: uuid
                         * @description It waits there, as long as it has waited; that queue’s own steps are not taken.
                         */
                        queueId: string;
                    } | {
                        /** Format: int64 */
                        afterMs: number;
                        /** @constant */
                        action: "message";
                        /**
                         * Format: text
                         * @description {position} and {minutes} are filled in.
                         */
                        text: string;
                        /**
                         * Format: text
                         * @description Said instead where nobody can tell the minutes.
                         */
                        otherwise?: string;
                    } | {
                        /** Format: int64 */
                        afterMs: number;
                        /** @constant */
                        action: "close";
                        text: string | null;
                    } | {
                        /** Format: int64 */
                        afterMs: number;
                        /** @constant */
                        action: "ai";
                    }) | null;
                    /** @description So many wait at most; with `whenFull`, what becomes of others. */
                    maxLength?: number | null;
                    whenFull?: ({
                        /** @constant */
                        action: "queue";
                        /**
                         * Format: uuid
                         * @description It waits there, as long as it has waited; that queue’s own steps are not taken.
                         */
                        queueId: string;
                    } | {
                        /** @constant */
                        action: "close";
                        text: string | null;
                    }) | null;
                    /** @description A contact who does not answer is reminded, then the conversation is closed. */
                    idle?: {
                        /** Format: int64 */
                        remindAfterMs: number;
                        /** Format: text */
                        reminder: string;
                        /** Format: int64 */
                        closeAfterMs: number;
                        farewell: string | null;
                    } | null;
                    /** @description What is promised, in business time; of several goals the one with the highest `minPriority` up to the conversation’s priority. */
                    sla?: {
                        minPriority: number;
                        firstResponseMs: number | null;
                        nextResponseMs: number | null;
                        resolutionMs: number | null;
                        /**
                         * Format: int64
                         * @default 0
                         */
                        warnBeforeMs?: number;
                    }[];
                    /** @description Null: the tenant’s, of `PUT /routing`. */
                    hours?: components["schemas"]["BusinessHours"] | null;
                    /** @description Told to who writes outside the hours, once until they begin again. */
                    outOfHoursText?: string | null;
                    dispositionRequired?: boolean;
                    /** @description Agents have what they are offered at once. */
                    autoAccept?: boolean;
                    /** @description So many agents are offered a conversation at once, at most; the first to accept has it. Not with `autoAccept`. */
                    broadcast?: number;
                    /** @description What widens who may get a conversation, counted from when it entered the queue; after the last it waits on. Who waits already keeps the time of the next step. */
                    steps?: ({
                        afterMs: number;
                        /** @constant */
                        action: "lower";
                        /** @description No skill is needed above this level any more; 0: none at all. */
                        level: number;
                    } | {
                        afterMs: number;
                        /** @constant */
                        action: "queue";
                        /**
                         * Format: uuid
                         * @description It waits there, as long as it has waited; that queue’s own steps are not taken.
                         */
                        queueId: string;
                    } | {
                        afterMs: number;
                        /** @constant */
                        action: "message";
                        /**
                         * Format: text
                         * @description {position} and {minutes} are filled in.
                         */
                        text: string;
                        /**
                         * Format: text
                         * @description Said instead where nobody can tell the minutes.
                         */
                        otherwise?: string;
                    } | {
                        afterMs: number;
                        /** @constant */
                        action: "close";
                        text: string | null;
                    } | {
                        afterMs: number;
                        /** @constant */
                        action: "ai";
                    })[];
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queue"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putQueuesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** Format: text */
                    name?: string;
                    acceptTimeoutMs?: number;
                    wrapUpMs?: number;
                    excludeMs?: number;
                    missLimit?: number;
                    /** @description Capacity units a conversation takes at an agent. */
                    weight?: number;
                    /**
                     * @description Which of the agents who could take a conversation gets it.
                     * @enum {string}
                     */
                    strategy?: "longest_idle" | "least_loaded" | "round_robin" | "most_skilled";
                    /**
                     * Format: int64
                     * @description How long a contact’s last agent is asked first; 0: never.
                     */
                    stickyMs?: number;
                    /** @description Agents may take from the line what they choose (`POST /conversations/{id}/take`). */
                    pull?: boolean;
                    /** @description What becomes of a contact who has waited for so long in all. */
                    maxWait?: ({
                        /** Format: int64 */
                        afterMs: number;
                        /** @constant */
                        action: "queue";
                        /**
                         * Format: uuid
                         * @description It waits there, as long as it has waited; that queue’s own steps are not taken.
                         */
                        queueId: string;
                    } | {
                        /** Format: int64 */
                        afterMs: number;
                        /** @constant */
                        action: "message";
                        /**
                         * Format: text
                         * @description {position} and {minutes} are filled in.
                         */
                        text: string;
                        /**
                         * Format: text
                         * @description Said instead where nobody can tell the minutes.
                         */
                        otherwise?: string;
                    } | {
                        /** Format: int64 */
                        afterMs: number;
                        /** @constant */
                        action: "close";
                        text: string | null;
                    } | {
                        /** Format: int64 */
                        afterMs: number;
                        /** @constant */
                        action: "ai";
                    }) | null;
                    /** @description So many wait at most; with `whenFull`, what becomes of others. */
                    maxLength?: number | null;
                    whenFull?: ({
                        /** @constant */
                        action: "queue";
                        /**
                         * Format: uuid
                         * @description It waits there, as long as it has waited; that queue’s own steps are not taken.
                         */
                        queueId: string;
                    } | {
                        /** @constant */
                        action: "close";
                        text: string | null;
                    }) | null;
                    /** @description A contact who does not answer is reminded, then the conversation is closed. */
                    idle?: {
                        /** Format: int64 */
                        remindAfterMs: number;
                        /** Format: text */
                        reminder: string;
                        /** Format: int64 */
                        closeAfterMs: number;
                        farewell: string | null;
                    } | null;
                    /** @description What is promised, in business time; of several goals the one with the highest `minPriority` up to the conversation’s priority. */
                    sla?: {
                        minPriority: number;
                        firstResponseMs: number | null;
                        nextResponseMs: number | null;
                        resolutionMs: number | null;
                        /**
                         * Format: int64
                         * @default 0
                         */
                        warnBeforeMs?: number;
                    }[];
                    /** @description Null: the tenant’s, of `PUT /routing`. */
                    hours?: components["schemas"]["BusinessHours"] | null;
                    /** @description Told to who writes outside the hours, once until they begin again. */
                    outOfHoursText?: string | null;
                    dispositionRequired?: boolean;
                    /** @description Agents have what they are offered at once. */
                    autoAccept?: boolean;
                    /** @description So many agents are offered a conversation at once, at most; the first to accept has it. Not with `autoAccept`. */
                    broadcast?: number;
                    /** @description What widens who may get a conversation, counted from when it entered the queue; after the last it waits on. Who waits already keeps the time of the next step. */
                    steps?: ({
                        afterMs: number;
                        /** @constant */
                        action: "lower";
                        /** @description No skill is needed above this level any more; 0: none at all. */
                        level: number;
                    } | {
                        afterMs: number;
                        /** @constant */
                        action: "queue";
                        /**
                         * Format: uuid
                         * @description It waits there, as long as it has waited; that queue’s own steps are not taken.
                         */
                        queueId: string;
                    } | {
                        afterMs: number;
                        /** @constant */
                        action: "message";
                        /**
                         * Format: text
                         * @description {position} and {minutes} are filled in.
                         */
                        text: string;
                        /**
                         * Format: text
                         * @description Said instead where nobody can tell the minutes.
                         */
                        otherwise?: string;
                    } | {
                        afterMs: number;
                        /** @constant */
                        action: "close";
                        text: string | null;
                    } | {
                        afterMs: number;
                        /** @constant */
                        action: "ai";
                    })[];
                    /** @description The version the change is of: 409 `queue_changed` when somebody was quicker. */
                    version?: number;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                        /** @description Counts the changes; what each was stands in the audit. */
                        version: number;
                        /** @description Applies the change to the queue’s conversations: `GET /jobs/{id}`. Null: nothing to apply. */
                        jobId: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteQueuesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRouting: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoutingPolicy"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putRouting: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The version you have seen. */
                    version: number;
                    rules: components["schemas"]["RoutingRule"][];
                    hours: components["schemas"]["BusinessHours"] | null;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoutingPolicy"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRoutingVersionsVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        version: number;
                        rules: components["schemas"]["RoutingRuleOutput"][];
                        hours: components["schemas"]["BusinessHoursOutput"] | null;
                        author: {
                            kind: string;
                            /** Format: uuid */
                            id: string;
                        };
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postRoutingSimulate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    numberId: string;
                    /**
                     * @default text
                     * @enum {string}
                     */
                    kind?: "text" | "image" | "video" | "audio" | "document" | "sticker" | "location" | "contacts" | "interactive" | "button" | "reaction" | "order" | "system" | "edit" | "revoke" | "request_welcome" | "unsupported";
                    /** Format: any-text */
                    text?: string;
                    /** @default false */
                    returning?: boolean;
                    /** @default false */
                    fromAd?: boolean;
                    /** @default {} */
                    contact?: {
                        language?: string;
                        /** @default false */
                        vip?: boolean;
                        /** @default [] */
                        tags?: string[];
                        /** @default {} */
                        attributes?: {
                            [key: string]: string;
                        };
                    };
                    /** Format: date-time */
                    at?: string;
                    /** @description Rules to try instead of those that are in force. */
                    policy?: {
                        rules: components["schemas"]["RoutingRule"][];
                        hours: components["schemas"]["BusinessHours"] | null;
                    };
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        rule: {
                            /** Format: uuid */
                            id: string;
                            name: string;
                        } | null;
                        queue: {
                            /** Format: uuid */
                            id: string;
                            name: string;
                        };
                        priority: number;
                        needs: {
                            /** Format: uuid */
                            skillId: string;
                            level: number;
                        }[];
                        steps: {
                            [key: string]: string | number;
                        }[];
                        /** @description Who would get it now, were nobody else waiting. */
                        agent: {
                            /** Format: uuid */
                            id: string;
                            name: string;
                        } | null;
                        /** @description Who would be asked at the same time. */
                        othersAsked: {
                            /** Format: uuid */
                            id: string;
                            name: string;
                        }[];
                        passedOver: {
                            /** Format: uuid */
                            agentId: string;
                            agentName: string;
                            /** @enum {string} */
                            why: "not_online" | "lacks_skill" | "excluded" | "needed_elsewhere" | "no_room" | "later_in_line";
                        }[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBoard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["QueueBoard"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSkills: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Skill"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSkills: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: text */
                    name: string;
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Skill"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSkillsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTeams: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Team"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTeams: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: text */
                    name: string;
                    /** @description All members; an agent may be in several teams. */
                    agentIds?: string[];
                    /** @description All queues its members work in, beside those they have themselves. */
                    queues?: {
                        /** Format: uuid */
                        queueId: string;
                        /**
                         * @description 1 comes first; each step counts as ten minutes of waiting.
                         * @default 1
                         */
                        rank?: number;
                    }[];
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putTeamsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** Format: text */
                    name?: string;
                    /** @description All members; an agent may be in several teams. */
                    agentIds?: string[];
                    /** @description All queues its members work in, beside those they have themselves. */
                    queues?: {
                        /** Format: uuid */
                        queueId: string;
                        /**
                         * @description 1 comes first; each step counts as ten minutes of waiting.
                         * @default 1
                         */
                        rank?: number;
                    }[];
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTeamsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPresences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["PresenceStatus"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postPresences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: text */
                    name: string;
                    /**
                     * @description What it means: only online gets offers.
                     * @enum {string}
                     */
                    presence: "online" | "busy" | "away" | "offline";
                    /**
                     * @description Capacity units it leaves at most; null: all the agent has.
                     * @default null
                     */
                    max?: number | null;
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PresenceStatus"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deletePresencesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDispositions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Disposition"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postDispositions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: text */
                    name: string;
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Disposition"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteDispositionsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCannedResponses: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                /** @description Part of a shortcut, a title or a text. */
                q?: string;
                scope?: "own" | "groups" | "tenant";
                language?: string;
                /** @description Fills the variables as they are in this conversation. */
                conversationId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["CannedResponse"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postCannedResponses: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description `own`: nobody else sees it; `groups`: members of its teams and queues; `tenant`: everybody. Administrators see and change all that are shared.
                     * @enum {string}
                     */
                    scope: "own" | "groups" | "tenant";
                    /**
                     * @description Of `groups`: all teams it is for.
                     * @default []
                     */
                    teamIds?: string[];
                    /**
                     * @description Of `groups`: all queues it is for.
                     * @default []
                     */
                    queueIds?: string[];
                    /** @description What is typed after a slash. Kept in small letters; unique among one’s own, in each team, in each queue, and among the tenant’s. */
                    shortcut: string;
                    /** Format: text */
                    title: string;
                    /**
                     * Format: text
                     * @description May have variables in it: `{{contact.name}}`, `{{contact.first_name}}`, `{{agent.name}}`, `{{agent.first_name}}`, `{{number.name}}`, `{{company.name}}`, and `{{attributes.<key>}}` for each attribute of the contact.
                     */
                    text: string;
                    /** @default null */
                    language?: string | null;
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CannedResponse"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCannedResponsesId: {
        parameters: {
            query?: {
                /** @description Fills the variables as they are in this conversation. */
                conversationId?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CannedResponse"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putCannedResponsesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description `own`: nobody else sees it; `groups`: members of its teams and queues; `tenant`: everybody. Administrators see and change all that are shared.
                     * @enum {string}
                     */
                    scope?: "own" | "groups" | "tenant";
                    /** @description Of `groups`: all teams it is for. */
                    teamIds?: string[];
                    /** @description Of `groups`: all queues it is for. */
                    queueIds?: string[];
                    /** @description What is typed after a slash. Kept in small letters; unique among one’s own, in each team, in each queue, and among the tenant’s. */
                    shortcut?: string;
                    /** Format: text */
                    title?: string;
                    /**
                     * Format: text
                     * @description May have variables in it: `{{contact.name}}`, `{{contact.first_name}}`, `{{agent.name}}`, `{{agent.first_name}}`, `{{number.name}}`, `{{company.name}}`, and `{{attributes.<key>}}` for each attribute of the contact.
                     */
                    text?: string;
                    language?: string | null;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CannedResponse"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteCannedResponsesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postCannedResponsesIdUse: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    conversationId: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        uses: number;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postBulkActions: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @constant */
                    action: "transfer";
                    /** @description Open conversations of which all of this holds; those that begin later are not meant. */
                    select: {
                        ids?: string[];
                        /** Format: uuid */
                        queueId?: string;
                        /** Format: uuid */
                        agentId?: string;
                        /**
                         * @default [
                         *       "queued",
                         *       "offered",
                         *       "active",
                         *       "wrapping",
                         *       "snoozed",
                         *       "bot"
                         *     ]
                         */
                        states?: ("queued" | "offered" | "active" | "wrapping" | "snoozed" | "bot")[];
                    };
                    /** Format: uuid */
                    queueId: string;
                } | {
                    /** @constant */
                    action: "assign";
                    /** @description Open conversations of which all of this holds; those that begin later are not meant. */
                    select: {
                        ids?: string[];
                        /** Format: uuid */
                        queueId?: string;
                        /** Format: uuid */
                        agentId?: string;
                        /**
                         * @default [
                         *       "queued",
                         *       "offered",
                         *       "active",
                         *       "wrapping",
                         *       "snoozed",
                         *       "bot"
                         *     ]
                         */
                        states?: ("queued" | "offered" | "active" | "wrapping" | "snoozed" | "bot")[];
                    };
                    /** Format: uuid */
                    agentId: string;
                } | {
                    /** @constant */
                    action: "close";
                    /** @description Open conversations of which all of this holds; those that begin later are not meant. */
                    select: {
                        ids?: string[];
                        /** Format: uuid */
                        queueId?: string;
                        /** Format: uuid */
                        agentId?: string;
                        /**
                         * @default [
                         *       "queued",
                         *       "offered",
                         *       "active",
                         *       "wrapping",
                         *       "snoozed",
                         *       "bot"
                         *     ]
                         */
                        states?: ("queued" | "offered" | "active" | "wrapping" | "snoozed" | "bot")[];
                    };
                    /** @default null */
                    dispositionId?: string | null;
                };
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Job"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJobsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postJobsIdCancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getQuarantine: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["QuarantinedItem"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postQuarantineIdReplay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        outcome: "stored" | "duplicate" | "unmatched";
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebhookUpdates: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: uuid */
                            id: string;
                            field: string;
                            wabaId: string;
                            numberId: string | null;
                            value: unknown;
                            /** Format: date-time */
                            receivedAt: string;
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postMediaIdLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Below the server’s address. Takes ranges. */
                        url: string;
                        thumbnailUrl: string | null;
                        /** Format: date-time */
                        expiresAt: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postMediaIdRetry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postMediaIdTranscribe: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postUploads: {
        parameters: {
            query?: {
                /** @description As what it is to be sent; where it is not said, the Content-Type says it, or the bytes where that is another name than WhatsApp’s. */
                type?: "image" | "video" | "audio" | "document" | "sticker";
                /** @description The customer sees it with documents. */
                fileName?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "*/*": string;
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNumbers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["BusinessNumber"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postNumbers: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    wabaId: string;
                    phoneNumberId: string;
                    /** @description Of a system user; kept encrypted, never shown again. */
                    accessToken: string;
                    /** @description Registers the number; without it, it has to be registered already. */
                    pin?: string;
                    /** Format: text */
                    name?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberOrder"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postNumbersIdResume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BusinessNumber"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putNumbersIdThroughput: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    messagesPerSecond: number;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BusinessNumber"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putNumbersIdToken: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Of a system user; kept encrypted, never shown again. */
                    accessToken: string;
                };
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberOrder"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postNumbersIdRegister: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The number’s two-step verification PIN; not kept. */
                    pin: string;
                };
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberOrder"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putNumbersIdPin: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The number’s two-step verification PIN; not kept. */
                    pin: string;
                };
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberOrder"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteNumbersId: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberOrder"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postNumbersCheck: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNumberOrders: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["NumberOrder"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNumberOrdersId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberOrder"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description A contact who writes within this time after the close goes on in the same conversation. */
                    reopenWithinMinutes?: number;
                    /** @description A closed conversation is archived after this time. */
                    archiveAfterMinutes?: number;
                    /** @description What was written and sent is deleted after so many days. */
                    retentionDays?: number;
                    windowWarningMinutes?: number;
                    templateFourEyes?: boolean;
                    aiFourEyes?: boolean;
                    presenceGraceSeconds?: 0 | number;
                    lostRequeueMinutes?: number;
                    supervisorsShown?: boolean;
                    undoSendSeconds?: number;
                    /** @description Sent, as a message of its own, when the customer-service window closed on a reply that waited. It must be approved and take no parameters; null: none. */
                    fallbackTemplate?: {
                        name: string;
                        language: string;
                    } | null;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description A contact who writes within this time after the close goes on in the same conversation. */
                        reopenWithinMinutes: number;
                        /** @description A closed conversation is archived after this time. */
                        archiveAfterMinutes: number;
                        /** @description What was written and sent is deleted after so many days. */
                        retentionDays: number;
                        /** @description How long before the end of the customer-service window the event `window_expiring` comes; 0: never. */
                        windowWarningMinutes: number;
                        /** @description A template is changed at WhatsApp only when another administrator than the author agreed. It can be switched on where two administrators are active; switching it off waits in `proposals` until another administrator agrees. */
                        templateFourEyes: boolean;
                        /** @description AI policies and articles take effect only when another administrator than the author agreed. It can be switched on where two administrators are active; switching it off waits in `proposals` until another administrator agrees. */
                        aiFourEyes: boolean;
                        /** @description After so many seconds without its workbench an agent becomes away (`connection_lost`); 0: never. */
                        presenceGraceSeconds: number;
                        /** @description After so many minutes away for that reason an agent’s conversations wait in their queues again; 0: they stay. */
                        lostRequeueMinutes: number;
                        /** @description Agents are shown that an administrator has a conversation open who is not working on it; an administrator who writes in it is always shown. */
                        supervisorsShown: boolean;
                        /** @description For so many seconds what was sent off in the workbench can be taken back, before it goes to the API; 0: it goes at once. */
                        undoSendSeconds: number;
                        /** @description Sent, as a message of its own, when the customer-service window closed on a reply that waited. It must be approved and take no parameters; null: none. */
                        fallbackTemplate: {
                            name: string;
                            language: string;
                        } | null;
                        /** @description Switchings off that wait for another administrator. */
                        proposals: components["schemas"]["SettingsProposal"][];
                        /** @description People who can propose and agree. With fewer than two, what waits for another person keeps waiting. */
                        activeAdministrators: number;
                        /** @description Applies the change to all conversations: `GET /jobs/{id}`. Null: nothing to apply. */
                        jobId: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMeSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkbenchSettings"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSettingsProposalsIdApprove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                        /** @description How many more people have to agree; 0: it takes effect. */
                        missing: number;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSettingsProposalsIdDecline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSurvey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Survey"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putSurvey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Survey"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Survey"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getInsecureAddresses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["InsecureAddress"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTemplates: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                /** @description Only those that can be sent over this number. */
                numberId?: string;
                status?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Template"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTemplates: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    language: string;
                    /** @enum {string} */
                    category: "MARKETING" | "UTILITY" | "AUTHENTICATION";
                    components: (({
                        /** @constant */
                        type: "HEADER";
                        /** @constant */
                        format: "TEXT";
                        /** Format: text */
                        text: string;
                        example?: {
                            header_text?: string[];
                            header_text_named_params?: {
                                /** Format: text */
                                param_name: string;
                                /** Format: text */
                                example: string;
                            }[];
                        };
                    } | {
                        /** @constant */
                        type: "HEADER";
                        /** @enum {string} */
                        format: "IMAGE" | "VIDEO" | "DOCUMENT";
                        example: {
                            /**
                             * Format: uuid
                             * @description A file of POST /uploads; it goes to WhatsApp with the template.
                             */
                            uploadId?: string;
                            /** @description Instead: what WhatsApp’s Resumable Upload API gave for a file. */
                            header_handle?: string[];
                        };
                    } | {
                        /** @constant */
                        type: "HEADER";
                        /** @constant */
                        format: "LOCATION";
                    } | {
                        /** @constant */
                        type: "HEADER";
                        /** @constant */
                        format: "PRODUCT";
                    }) | {
                        /** @constant */
                        type: "BODY";
                        /** Format: text */
                        text?: string;
                        /** @description With an OTP button: whether the customer is told not to share the code. */
                        add_security_recommendation?: boolean;
                        example?: {
                            body_text?: string[][];
                            body_text_named_params?: {
                                /** Format: text */
                                param_name: string;
                                /** Format: text */
                                example: string;
                            }[];
                        };
                    } | {
                        /** @constant */
                        type: "FOOTER";
                        /** Format: text */
                        text?: string;
                        /** @description With an OTP button: how long the code holds. */
                        code_expiration_minutes?: number;
                    } | {
                        /** @constant */
                        type: "BUTTONS";
                        buttons: ({
                            /** @constant */
                            type: "QUICK_REPLY";
                            /** Format: text */
                            text: string;
                        } | {
                            /** @constant */
                            type: "URL";
                            /** Format: text */
                            text: string;
                            /** Format: uri */
                            url: string;
                            example?: string[];
                        } | {
                            /** @constant */
                            type: "PHONE_NUMBER";
                            /** Format: text */
                            text: string;
                            phone_number: string;
                        } | {
                            /** @constant */
                            type: "COPY_CODE";
                            /** Format: text */
                            example: string;
                        } | {
                            /** @constant */
                            type: "OTP";
                            /** @constant */
                            otp_type: "COPY_CODE";
                            /** Format: text */
                            text?: string;
                        } | {
                            /** @constant */
                            type: "FLOW";
                            /** Format: text */
                            text: string;
                            /** Format: text */
                            flow_id?: string;
                            /** Format: text */
                            flow_name?: string;
                            /**
                             * Format: text
                             * @description The form itself, as a text of JSON.
                             */
                            flow_json?: string;
                            /** @enum {string} */
                            flow_action?: "navigate" | "data_exchange";
                            /**
                             * Format: text
                             * @description The first screen.
                             */
                            navigate_screen?: string;
                            /** @enum {string} */
                            icon?: "DEFAULT" | "DOCUMENT" | "PROMOTION" | "REVIEW";
                        } | {
                            /** @constant */
                            type: "CATALOG";
                            /** Format: text */
                            text: string;
                        } | {
                            /** @constant */
                            type: "MPM";
                            /** Format: text */
                            text: string;
                        } | {
                            /** @constant */
                            type: "SPM";
                            /** Format: text */
                            text: string;
                        } | {
                            /** @constant */
                            type: "REQUEST_CONTACT_INFO";
                            /**
                             * @description WhatsApp shows its own words, in the customer’s language.
                             * @constant
                             */
                            text?: "Share Contact Info";
                        })[];
                    } | {
                        /** @constant */
                        type: "LIMITED_TIME_OFFER";
                        limited_time_offer: {
                            /** Format: text */
                            text: string;
                            /** @description Whether the customer sees when the offer ends. */
                            has_expiration?: boolean;
                        };
                    } | {
                        /** @constant */
                        type: "CAROUSEL";
                        cards: {
                            components: (({
                                /** @constant */
                                type: "HEADER";
                                /** @constant */
                                format: "TEXT";
                                /** Format: text */
                                text: string;
                                example?: {
                                    header_text?: string[];
                                    header_text_named_params?: {
                                        /** Format: text */
                                        param_name: string;
                                        /** Format: text */
                                        example: string;
                                    }[];
                                };
                            } | {
                                /** @constant */
                                type: "HEADER";
                                /** @enum {string} */
                                format: "IMAGE" | "VIDEO" | "DOCUMENT";
                                example: {
                                    /**
                                     * Format: uuid
                                     * @description A file of POST /uploads; it goes to WhatsApp with the template.
                                     */
                                    uploadId?: string;
                                    /** @description Instead: what WhatsApp’s Resumable Upload API gave for a file. */
                                    header_handle?: string[];
                                };
                            } | {
                                /** @constant */
                                type: "HEADER";
                                /** @constant */
                                format: "LOCATION";
                            } | {
                                /** @constant */
                                type: "HEADER";
                                /** @constant */
                                format: "PRODUCT";
                            }) | {
                                /** @constant */
                                type: "BODY";
                                /** Format: text */
                                text?: string;
                                /** @description With an OTP button: whether the customer is told not to share the code. */
                                add_security_recommendation?: boolean;
                                example?: {
                                    body_text?: string[][];
                                    body_text_named_params?: {
                                        /** Format: text */
                                        param_name: string;
                                        /** Format: text */
                                        example: string;
                                    }[];
                                };
                            } | {
                                /** @constant */
                                type: "BUTTONS";
                                buttons: ({
                                    /** @constant */
                                    type: "QUICK_REPLY";
                                    /** Format: text */
                                    text: string;
                                } | {
                                    /** @constant */
                                    type: "URL";
                                    /** Format: text */
                                    text: string;
                                    /** Format: uri */
                                    url: string;
                                    example?: string[];
                                } | {
                                    /** @constant */
                                    type: "PHONE_NUMBER";
                                    /** Format: text */
                                    text: string;
                                    phone_number: string;
                                } | {
                                    /** @constant */
                                    type: "COPY_CODE";
                                    /** Format: text */
                                    example: string;
                                } | {
                                    /** @constant */
                                    type: "OTP";
                                    /** @constant */
                                    otp_type: "COPY_CODE";
                                    /** Format: text */
                                    text?: string;
                                } | {
                                    /** @constant */
                                    type: "FLOW";
                                    /** Format: text */
                                    text: string;
                                    /** Format: text */
                                    flow_id?: string;
                                    /** Format: text */
                                    flow_name?: string;
                                    /**
                                     * Format: text
                                     * @description The form itself, as a text of JSON.
                                     */
                                    flow_json?: string;
                                    /** @enum {string} */
                                    flow_action?: "navigate" | "data_exchange";
                                    /**
                                     * Format: text
                                     * @description The first screen.
                                     */
                                    navigate_screen?: string;
                                    /** @enum {string} */
                                    icon?: "DEFAULT" | "DOCUMENT" | "PROMOTION" | "REVIEW";
                                } | {
                                    /** @constant */
                                    type: "CATALOG";
                                    /** Format: text */
                                    text: string;
                                } | {
                                    /** @constant */
                                    type: "MPM";
                                    /** Format: text */
                                    text: string;
                                } | {
                                    /** @constant */
                                    type: "SPM";
                                    /** Format: text */
                                    text: string;
                                } | {
                                    /** @constant */
                                    type: "REQUEST_CONTACT_INFO";
                                    /**
                                     * @description WhatsApp shows its own words, in the customer’s language.
                                     * @constant
                                     */
                                    text?: "Share Contact Info";
                                })[];
                            })[];
                        }[];
                    })[];
                    /**
                     * @description WhatsApp may put it into another category instead of rejecting it.
                     * @default true
                     */
                    allowCategoryChange?: boolean;
                    /**
                     * Format: uuid
                     * @description One of the account’s numbers.
                     */
                    numberId: string;
                };
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateChange"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTemplatesSync: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putTemplatesId: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    category?: "MARKETING" | "UTILITY" | "AUTHENTICATION";
                    components: (({
                        /** @constant */
                        type: "HEADER";
                        /** @constant */
                        format: "TEXT";
                        /** Format: text */
                        text: string;
                        example?: {
                            header_text?: string[];
                            header_text_named_params?: {
                                /** Format: text */
                                param_name: string;
                                /** Format: text */
                                example: string;
                            }[];
                        };
                    } | {
                        /** @constant */
                        type: "HEADER";
                        /** @enum {string} */
                        format: "IMAGE" | "VIDEO" | "DOCUMENT";
                        example: {
                            /**
                             * Format: uuid
                             * @description A file of POST /uploads; it goes to WhatsApp with the template.
                             */
                            uploadId?: string;
                            /** @description Instead: what WhatsApp’s Resumable Upload API gave for a file. */
                            header_handle?: string[];
                        };
                    } | {
                        /** @constant */
                        type: "HEADER";
                        /** @constant */
                        format: "LOCATION";
                    } | {
                        /** @constant */
                        type: "HEADER";
                        /** @constant */
                        format: "PRODUCT";
                    }) | {
                        /** @constant */
                        type: "BODY";
                        /** Format: text */
                        text?: string;
                        /** @description With an OTP button: whether the customer is told not to share the code. */
                        add_security_recommendation?: boolean;
                        example?: {
                            body_text?: string[][];
                            body_text_named_params?: {
                                /** Format: text */
                                param_name: string;
                                /** Format: text */
                                example: string;
                            }[];
                        };
                    } | {
                        /** @constant */
                        type: "FOOTER";
                        /** Format: text */
                        text?: string;
                        /** @description With an OTP button: how long the code holds. */
                        code_expiration_minutes?: number;
                    } | {
                        /** @constant */
                        type: "BUTTONS";
                        buttons: ({
                            /** @constant */
                            type: "QUICK_REPLY";
                            /** Format: text */
                            text: string;
                        } | {
                            /** @constant */
                            type: "URL";
                            /** Format: text */
                            text: string;
                            /** Format: uri */
                            url: string;
                            example?: string[];
                        } | {
                            /** @constant */
                            type: "PHONE_NUMBER";
                            /** Format: text */
                            text: string;
                            phone_number: string;
                        } | {
                            /** @constant */
                            type: "COPY_CODE";
                            /** Format: text */
                            example: string;
                        } | {
                            /** @constant */
                            type: "OTP";
                            /** @constant */
                            otp_type: "COPY_CODE";
                            /** Format: text */
                            text?: string;
                        } | {
                            /** @constant */
                            type: "FLOW";
                            /** Format: text */
                            text: string;
                            /** Format: text */
                            flow_id?: string;
                            /** Format: text */
                            flow_name?: string;
                            /**
                             * Format: text
                             * @description The form itself, as a text of JSON.
                             */
                            flow_json?: string;
                            /** @enum {string} */
                            flow_action?: "navigate" | "data_exchange";
                            /**
                             * Format: text
                             * @description The first screen.
                             */
                            navigate_screen?: string;
                            /** @enum {string} */
                            icon?: "DEFAULT" | "DOCUMENT" | "PROMOTION" | "REVIEW";
                        } | {
                            /** @constant */
                            type: "CATALOG";
                            /** Format: text */
                            text: string;
                        } | {
                            /** @constant */
                            type: "MPM";
                            /** Format: text */
                            text: string;
                        } | {
                            /** @constant */
                            type: "SPM";
                            /** Format: text */
                            text: string;
                        } | {
                            /** @constant */
                            type: "REQUEST_CONTACT_INFO";
                            /**
                             * @description WhatsApp shows its own words, in the customer’s language.
                             * @constant
                             */
                            text?: "Share Contact Info";
                        })[];
                    } | {
                        /** @constant */
                        type: "LIMITED_TIME_OFFER";
                        limited_time_offer: {
                            /** Format: text */
                            text: string;
                            /** @description Whether the customer sees when the offer ends. */
                            has_expiration?: boolean;
                        };
                    } | {
                        /** @constant */
                        type: "CAROUSEL";
                        cards: {
                            components: (({
                                /** @constant */
                                type: "HEADER";
                                /** @constant */
                                format: "TEXT";
                                /** Format: text */
                                text: string;
                                example?: {
                                    header_text?: string[];
                                    header_text_named_params?: {
                                        /** Format: text */
                                        param_name: string;
                                        /** Format: text */
                                        example: string;
                                    }[];
                                };
                            } | {
                                /** @constant */
                                type: "HEADER";
                                /** @enum {string} */
                                format: "IMAGE" | "VIDEO" | "DOCUMENT";
                                example: {
                                    /**
                                     * Format: uuid
                                     * @description A file of POST /uploads; it goes to WhatsApp with the template.
                                     */
                                    uploadId?: string;
                                    /** @description Instead: what WhatsApp’s Resumable Upload API gave for a file. */
                                    header_handle?: string[];
                                };
                            } | {
                                /** @constant */
                                type: "HEADER";
                                /** @constant */
                                format: "LOCATION";
                            } | {
                                /** @constant */
                                type: "HEADER";
                                /** @constant */
                                format: "PRODUCT";
                            }) | {
                                /** @constant */
                                type: "BODY";
                                /** Format: text */
                                text?: string;
                                /** @description With an OTP button: whether the customer is told not to share the code. */
                                add_security_recommendation?: boolean;
                                example?: {
                                    body_text?: string[][];
                                    body_text_named_params?: {
                                        /** Format: text */
                                        param_name: string;
                                        /** Format: text */
                                        example: string;
                                    }[];
                                };
                            } | {
                                /** @constant */
                                type: "BUTTONS";
                                buttons: ({
                                    /** @constant */
                                    type: "QUICK_REPLY";
                                    /** Format: text */
                                    text: string;
                                } | {
                                    /** @constant */
                                    type: "URL";
                                    /** Format: text */
                                    text: string;
                                    /** Format: uri */
                                    url: string;
                                    example?: string[];
                                } | {
                                    /** @constant */
                                    type: "PHONE_NUMBER";
                                    /** Format: text */
                                    text: string;
                                    phone_number: string;
                                } | {
                                    /** @constant */
                                    type: "COPY_CODE";
                                    /** Format: text */
                                    example: string;
                                } | {
                                    /** @constant */
                                    type: "OTP";
                                    /** @constant */
                                    otp_type: "COPY_CODE";
                                    /** Format: text */
                                    text?: string;
                                } | {
                                    /** @constant */
                                    type: "FLOW";
                                    /** Format: text */
                                    text: string;
                                    /** Format: text */
                                    flow_id?: string;
                                    /** Format: text */
                                    flow_name?: string;
                                    /**
                                     * Format: text
                                     * @description The form itself, as a text of JSON.
                                     */
                                    flow_json?: string;
                                    /** @enum {string} */
                                    flow_action?: "navigate" | "data_exchange";
                                    /**
                                     * Format: text
                                     * @description The first screen.
                                     */
                                    navigate_screen?: string;
                                    /** @enum {string} */
                                    icon?: "DEFAULT" | "DOCUMENT" | "PROMOTION" | "REVIEW";
                                } | {
                                    /** @constant */
                                    type: "CATALOG";
                                    /** Format: text */
                                    text: string;
                                } | {
                                    /** @constant */
                                    type: "MPM";
                                    /** Format: text */
                                    text: string;
                                } | {
                                    /** @constant */
                                    type: "SPM";
                                    /** Format: text */
                                    text: string;
                                } | {
                                    /** @constant */
                                    type: "REQUEST_CONTACT_INFO";
                                    /**
                                     * @description WhatsApp shows its own words, in the customer’s language.
                                     * @constant
                                     */
                                    text?: "Share Contact Info";
                                })[];
                            })[];
                        }[];
                    })[];
                };
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateChange"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTemplatesId: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateChange"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTemplateChanges: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                state?: "waiting" | "approved" | "declined" | "submitted" | "refused";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["TemplateChange"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTemplateChangesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateChange"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTemplateChangesIdApprove: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** Format: text */
                    comment?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateChange"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postTemplateChangesIdDecline: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: text */
                    comment: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateChange"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAudit: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                /** @description Such as `queue.change`; with a dot at its end (`queue.`) all that begin so. */
                action?: string;
                targetId?: string;
                actorId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AuditEntry"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getKnowledgeDocuments: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                sourceId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["KnowledgeDocument"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postKnowledgeDocuments: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: text */
                    title: string;
                    /**
                     * Format: text
                     * @description Markdown. The limit also holds once each letter stands in its plain form (NFKC), where one may become 18.
                     */
                    body: string;
                    language: string;
                    /**
                     * @description `internal`: only agents are shown it, the AI never answers contacts from it.
                     * @default customer
                     * @enum {string}
                     */
                    audience?: "customer" | "internal";
                    /** @default null */
                    validFrom?: string | null;
                    /** @default null */
                    validUntil?: string | null;
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        version: number;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getKnowledgeDocumentsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        kind: string;
                        title: string;
                        language: string;
                        /**
                         * @description `internal`: only agents are shown it, the AI never answers contacts from it.
                         * @enum {string}
                         */
                        audience: "customer" | "internal";
                        url: string | null;
                        sourceId: string | null;
                        validFrom: string | null;
                        validUntil: string | null;
                        /** @description What is found; null: nothing. */
                        publishedVersion: number | null;
                        lastVersion: number;
                        /**
                         * @description Of the last version.
                         * @enum {string}
                         */
                        state: "draft" | "waiting" | "published" | "declined" | "superseded" | "unpublished";
                        /** Format: date-time */
                        updatedAt: string;
                        /** @description The latest 50, the newest first. */
                        versions: {
                            version: number;
                            title: string;
                            body: string;
                            /** @enum {string} */
                            state: "draft" | "waiting" | "published" | "declined" | "superseded" | "unpublished";
                            authorId: string | null;
                            approverId: string | null;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description While it waits. */
                            approvals: components["schemas"]["Approvals"] | null;
                        }[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putKnowledgeDocumentsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The newest you have seen: 409 `document_changed` when there is a newer one. */
                    version: number;
                    /** Format: text */
                    title: string;
                    /**
                     * Format: text
                     * @description Markdown. The limit also holds once each letter stands in its plain form (NFKC), where one may become 18.
                     */
                    body: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        version: number;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteKnowledgeDocumentsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putKnowledgeDocumentsIdSettings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    language?: string;
                    /**
                     * @description `internal`: only agents are shown it, the AI never answers contacts from it.
                     * @enum {string}
                     */
                    audience?: "customer" | "internal";
                    validFrom?: string | null;
                    validUntil?: string | null;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postKnowledgeDocumentsIdPublish: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    version: number;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description waiting: for another administrator, also after the first of two has agreed.
                         * @enum {string}
                         */
                        state: "published" | "waiting";
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postKnowledgeDocumentsIdDecline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    version: number;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postKnowledgeDocumentsIdUnpublish: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getKnowledgeSearch: {
        parameters: {
            query: {
                text: string;
                language?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        evidence: number;
                        items: {
                            /** Format: uuid */
                            passageId: string;
                            /** Format: uuid */
                            documentId: string;
                            heading: string;
                            text: string;
                            language: string;
                            score: number;
                            coverage: number;
                        }[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getKnowledgeGaps: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: uuid */
                            id: string;
                            question: string | null;
                            language: string | null;
                            reason: string;
                            evidence: number | null;
                            conversationId: string | null;
                            /** Format: date-time */
                            at: string;
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getKnowledgeSources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["KnowledgeSource"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postKnowledgeSources: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uri */
                    url: string;
                    /** @default 50 */
                    maxPages?: number;
                    /**
                     * @description Looked at again after so many hours; null: when somebody says so.
                     * @default null
                     */
                    refreshHours?: number | null;
                    /**
                     * @description Whether what is found is published (with `aiFourEyes`: waits for approval), or stays a draft.
                     * @default true
                     */
                    publish?: boolean;
                    /**
                     * @description Null: as recognised in the text.
                     * @default null
                     */
                    language?: string | null;
                    /**
                     * @default customer
                     * @enum {string}
                     */
                    audience?: "customer" | "internal";
                };
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getKnowledgeSourcesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnowledgeSource"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteKnowledgeSourcesId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postKnowledgeFiles: {
        parameters: {
            query: {
                fileName: string;
                /** @description Whether what is found is published (with `aiFourEyes`: waits for approval), or stays a draft. */
                publish?: boolean;
                /** @description Null: as recognised in the text. */
                language?: string | null;
                audience?: "customer" | "internal";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "*/*": string;
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postKnowledgeSourcesIdRepeat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        mode: "off" | "suggest" | "answer" | "until_handed_over" | "out_of_hours";
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAiPolicies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AiPolicyVersion"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putAiPolicies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The newest you have seen, 0 for none: 409 `ai_policy_changed` when there is a newer one. */
                    version: number;
                    policy: components["schemas"]["AiPolicy"];
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        version: number;
                        /** @enum {string} */
                        state: "waiting" | "active" | "declined" | "superseded";
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAiPoliciesVersionApprove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                version: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                        /** @description How many more people have to agree; 0: it takes effect. */
                        missing: number;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAiPoliciesVersionDecline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                version: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAiEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        endpoint: components["schemas"]["AiEndpoint"] | null;
                        /** @description Published passages of the knowledge base. */
                        passages: number;
                        /** @description How many of them each model of embeddings has read for what they mean. */
                        read: {
                            model: string;
                            passages: number;
                        }[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putAiEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uri */
                    baseUrl: string;
                    /** Format: text */
                    model: string;
                    apiKey: string;
                    /**
                     * Format: int64
                     * @description Micro-units of money per million tokens.
                     * @default 0
                     */
                    inputMicros?: number;
                    /**
                     * Format: int64
                     * @default 0
                     */
                    outputMicros?: number;
                    /**
                     * @description Finds passages by meaning, too, at the same address (`/embeddings`); null: by words alone.
                     * @default null
                     */
                    embeddingModel?: string | null;
                    /**
                     * Format: int64
                     * @default 0
                     */
                    embeddingMicros?: number;
                    /**
                     * @description Writes down voice messages, where the policy wants that, at the same address (`/audio/transcriptions`); null: there are no transcripts.
                     * @default null
                     */
                    transcriptionModel?: string | null;
                    /**
                     * Format: int64
                     * @description Micro-units of money per minute.
                     * @default 0
                     */
                    transcriptionMicros?: number;
                };
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        endpoint: components["schemas"]["AiEndpoint"] | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAiEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAiUsage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AiUsage"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAiCalls: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                conversationId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AiCall"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConversationsIdSuggestions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Suggestion"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConversationsIdSuggestions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    kind: "reply" | "summary" | "tags" | "disposition" | "article";
                } | {
                    /** @constant */
                    kind: "rewrite";
                    /** @enum {string} */
                    how: "shorter" | "friendlier" | "formal" | "translate";
                    /** Format: text */
                    text: string;
                    /** @default null */
                    language?: string | null;
                };
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConversationsIdSuggestionsSuggestionIdDecide: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                suggestionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    state: "accepted" | "edited" | "dismissed";
                    /**
                     * @description Letters changed, of an edited one.
                     * @default null
                     */
                    distance?: number | null;
                    /**
                     * @description Why it is dismissed.
                     * @default null
                     */
                    reason?: ("wrong" | "off_topic" | "tone" | "incomplete" | "not_needed" | "other") | null;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConversationsIdHandBack: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAiTrials: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Not given: the one in force. */
                    policy?: components["schemas"]["AiPolicy"];
                    items: ({
                        /** Format: text */
                        question: string;
                    } | {
                        /** Format: uuid */
                        conversationId: string;
                    })[];
                };
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAiTrialsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AiTrial"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAiTrainingGrants: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["TrainingGrant"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAiTrainingGrants: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: text */
                    purpose: string;
                    /**
                     * Format: text
                     * @description What was agreed to, word for word.
                     */
                    wording: string;
                    /** Format: date-time */
                    expiresAt: string;
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAiTrainingGrantsIdApprove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                        /** @description How many more people have to agree; 0: it takes effect. */
                        missing: number;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAiTrainingGrantsIdWithdraw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        ok: true;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAiTrainingExports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["TrainingExport"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAiTrainingExports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    grantId: string;
                };
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAiTrainingExportsIdFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
