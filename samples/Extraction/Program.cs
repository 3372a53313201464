// The README's third program: a text becomes a value of a type.
using EdgeAgent;
using EdgeAgent.Agents;
using EdgeAgent.Conversion;
using EdgeAgent.Models;

using ModelStore store = new(builder: new PackageBuilder());
using LocalModel model = await LocalModel.LoadAsync(await store.GetAsync(ModelStore.DefaultModel));
using LocalChatClient client = new(model);

Agent agent = new(client);
Booking booking = await agent.ExtractAsync<Booking>("A table for four on Friday at 20:30, please. My name is Rossi.");
Console.WriteLine(booking); // Booking { Name = Rossi, People = 4, Day = Friday, Time = 20:30 }

internal sealed record Booking(string Name, int People, DayOfWeek Day, TimeOnly Time);
