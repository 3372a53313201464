namespace EdgeAgent.Templates;

/// <summary>Templates for the families whose files carry none. A checkpoint's own template always goes first.</summary>
public static class BuiltInTemplates
{
    /// <summary>ChatML with tools, as the Nesso-0.4B models and the embedded default model were trained.</summary>
    public const string Nesso = """
        {#- One system turn holds the system message and the tools; results of tools come as a user turn. -#}
        {%- set opens_with_system = messages[0].role == 'system' -%}
        {%- if opens_with_system or tools -%}
            {{- '<|im_start|>system\n' -}}
            {{- messages[0].content if opens_with_system -}}
            {%- if tools -%}
                {{- '\n\n' if opens_with_system -}}
                {{- '# Tools\n\nYou may call one or more functions to assist with the user query.\n\n' -}}
                {{- 'You are provided with function signatures within <tools></tools> XML tags:\n<tools>' -}}
                {%- for tool in tools -%}{{- tool | tojson -}}{%- endfor -%}
                {{- '</tools>\n\nFor each function call, return a json object with function name and arguments within ' -}}
                {{- '<tool_call></tool_call> XML tags:\n<tool_call>\n' -}}
                {{- '{"name": <function-name>, "arguments": <args-json-object>}\n</tool_call>' -}}
            {%- endif -%}
            {{- '<|im_end|>\n' -}}
        {%- endif -%}
        {%- for message in messages -%}
            {%- set text = message.content if message.content is string -%}
            {%- if message.role == 'assistant' -%}
                {{- '<|im_start|>assistant\n' ~ text -}}
                {%- for entry in message.tool_calls or [] -%}
                    {%- set call = entry.function or entry -%}
                    {{- '<tool_call>\n{"name": "' ~ call.name ~ '", "arguments": ' -}}
                    {{- call.arguments if call.arguments is string else call.arguments | tojson -}}
                    {{- '}\n</tool_call>' -}}
                {%- endfor -%}
                {{- '<|im_end|>\n' -}}
            {%- elif message.role == 'tool' -%}
                {{- '<|im_start|>user' if loop.first or loop.previtem.role != 'tool' -}}
                {{- '<tool_response>\n' ~ text ~ '\n</tool_response>' -}}
                {{- '<|im_end|>\n' if loop.last or loop.nextitem.role != 'tool' -}}
            {%- elif message.role == 'user' or (message.role == 'system' and not loop.first) -%}
                {{- '<|im_start|>' ~ message.role ~ '\n' ~ text ~ '<|im_end|>\n' -}}
            {%- endif -%}
        {%- endfor -%}
        {{- '<|im_start|>assistant\n' if add_generation_prompt -}}
        """;

    /// <summary>ChatML and nothing else: Open-Zagreus-0.4B, and models of which only that is known.</summary>
    public const string ChatMl = """
        {%- for message in messages -%}
            {{- '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>\n' -}}
        {%- endfor -%}
        {{- '<|im_start|>assistant\n' if add_generation_prompt -}}
        """;

    /// <summary>cerbero-7b: turns in plain text, no special tokens. The variable <c>assistant_tag</c> replaces <c>[|AI|]</c> where a
    /// checkpoint wants another mark.</summary>
    public const string Cerbero = """
        {%- set mark = assistant_tag | default('[|AI|]') -%}
        {%- set has_system = messages[0].role == 'system' -%}
        {%- if has_system -%}
            {{- messages[0].content | trim -}}
        {%- else -%}
            {{- 'Questa è una conversazione tra un umano ed un assistente AI.' -}}
        {%- endif -%}
        {%- for message in messages[1 if has_system else 0:] -%}
            {%- if message.role not in ['user', 'assistant'] -%}
                {{- raise_exception('cerbero-7b knows the roles system (first only), user and assistant, not ' ~ message.role | tojson) -}}
            {%- endif -%}
            {{- '\n' ~ ('[|Umano|]' if message.role == 'user' else mark) ~ ' ' ~ message.content | trim -}}
        {%- endfor -%}
        {{- '\n' ~ mark if add_generation_prompt -}}
        """;

    /// <summary>LLaMAntino-2-chat: the form of Llama 2, where the system message stands inside the first user turn.</summary>
    public const string Llamantino2 = """
        {%- set has_system = messages[0].role == 'system' -%}
        {%- for message in messages[1 if has_system else 0:] -%}
            {%- if (message.role == 'user') == (loop.index0 % 2 == 1) -%}
                {{- raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') -}}
            {%- endif -%}
            {%- set text = message.content -%}
            {%- if loop.first and has_system -%}
                {%- set text = '<<SYS>>\n' + messages[0].content + '\n<</SYS>>\n\n' + text -%}
            {%- endif -%}
            {%- if message.role == 'user' -%}
                {{- bos_token + '[INST] ' + text.strip() + ' [/INST]' -}}
            {%- elif message.role == 'assistant' -%}
                {{- ' ' + text.strip() + ' ' + eos_token -}}
            {%- endif -%}
        {%- endfor -%}
        """;

    /// <summary>APT3-1B: its tokenizer has the marks of Llama 2 as single tokens; no template is published, so the form is assumed.</summary>
    public const string Apt3 = """
        {%- set has_system = messages[0].role == 'system' -%}
        {%- set opening = '<<SYS>>' + messages[0].content.strip() + '<</SYS>>' if has_system else '' -%}
        {%- for message in messages[1 if has_system else 0:] -%}
            {%- if (message.role == 'user') == (loop.index0 % 2 == 1) -%}
                {{- raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') -}}
            {%- endif -%}
            {%- if message.role == 'user' -%}
                {{- bos_token + '[INST]' + (opening if loop.first else '') + ' ' + message.content.strip() + ' [/INST]' -}}
            {%- else -%}
                {{- ' ' + message.content.strip() + ' ' + eos_token -}}
            {%- endif -%}
        {%- endfor -%}
        """;
}
