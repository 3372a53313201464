namespace SmartHome.Simulation;

/// <summary>What each scene sets. None touches the door: that is asked for by itself.</summary>
internal static class Scenes
{
    public static void Apply(Scene scene, House house)
    {
        switch (scene)
        {
            case Scene.GoodMorning:
                house.SetBlinds(Area.All, 100);
                house.SetLight(Area.Kitchen, brightness: 80, color: LightColor.White);
                house.SetThermostat(21);
                break;
            case Scene.GoodNight:
                house.SetLight(Area.All, on: false);
                house.SetBlinds(Area.All, 0);
                house.SetThermostat(18);
                break;
            case Scene.Movie:
                house.SetLight(Area.LivingRoom, brightness: 15, color: LightColor.WarmWhite);
                house.SetBlinds(Area.LivingRoom, 0);
                break;
            case Scene.Dinner:
                house.SetLight(Area.Kitchen, brightness: 60, color: LightColor.WarmWhite);
                house.SetLight(Area.LivingRoom, brightness: 40, color: LightColor.WarmWhite);
                break;
            case Scene.Away:
                house.SetLight(Area.All, on: false);
                house.SetThermostat(16);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(scene), scene, "Not a scene of this house.");
        }
    }
}
